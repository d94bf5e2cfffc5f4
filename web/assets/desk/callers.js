// Finding out who a caller is: cards that are read, customers who are searched for, and one who is new.

import { reads } from "./server.js";
import { focusOn } from "./focus.js";

const SEARCHES_AFTER_MS = 250;
const SHORTEST_SEARCH = 2;

// What the page does by itself: reads the card of whoever is known, and once a call what the CRM says.
export function makeReading({ store }) {
  async function readCustomer(call) {
    const customer = call.pop?.match === "one" ? call.pop.customer_id : "";
    if (!customer) {
      if (store.now.customer && call.pop) store.put({ customer: null });
      return;
    }
    if (store.now.customer?.call === call.id && store.now.customer.customer === customer) return;
    const begun = { call: call.id, customer, card: null, calls: [], trouble: "" };
    const put = (changes) => {
      const { customer: shown } = store.now;
      if (shown?.call === call.id && shown.customer === customer) store.put({ customer: { ...begun, ...changes } });
    };
    store.put({ customer: begun });
    try {
      const { customer: card, calls } = await reads(`/desk/customers/${encodeURIComponent(call.id)}`);
      put({ card, calls });
    } catch (refused) {
      put({ trouble: refused.message });
    }
  }

  async function readCrm(call) {
    if (store.now.crm?.call === call.id) return;
    store.put({ crm: { call: call.id, answer: null } });
    try {
      const { crm } = await reads(`/desk/customers/${encodeURIComponent(call.id)}/crm`);
      if (store.now.crm?.call === call.id) store.put({ crm: { call: call.id, answer: crm } });
    } catch {
      // The desk works without it, and says so where it knows that there is a CRM.
    }
  }

  return { readCustomer, readCrm };
}

// What the agent does about it.
export function makeCallers({ store, commands, said }) {
  const look = (call, changes) => store.put({ looking: { ...(store.now.looking?.call === call ? store.now.looking : {}), call, ...changes } });
  const fill = (changes) => look(store.now.looking.call, { form: { ...store.now.looking.form, ...changes } });
  // Does a command after which the pane shows somebody else; the focus goes to its top, not to where a button was.
  const settles = async (name, fields) => {
    const done = await commands.does(name, fields);
    if (done) requestAnimationFrame(() => focusOn("#customer"));
    return done;
  };
  let search = null;

  return {
    pickCustomer: (customer) => settles("pick_customer", { customer }),
    undoCustomer: () => settles("undo_customer", {}),
    searchCustomers(call, typed) {
      look(call, { typed, ...(typed.trim().length < SHORTEST_SEARCH ? { found: null, trouble: "" } : {}) });
      clearTimeout(search);
      if (typed.trim().length < SHORTEST_SEARCH) return;
      search = setTimeout(async () => {
        const isAsked = () => store.now.looking?.call === call && store.now.looking.typed === typed;
        try {
          const { customers, more } = await reads(`/desk/customers/${encodeURIComponent(call)}/search?q=${encodeURIComponent(typed)}`);
          if (isAsked()) look(call, { found: customers, more, trouble: "" });
        } catch (refused) {
          if (isAsked()) look(call, { found: null, trouble: refused.message });
        }
      }, SEARCHES_AFTER_MS);
    },

    openNewCustomer(call, pop) {
      look(call, { form: { name: pop.answers?.name ?? "", number: pop.number ?? "" } });
      requestAnimationFrame(() => focusOn("#new-name"));
    },
    fillNewCustomer: fill,
    closeNewCustomer() {
      look(store.now.looking.call, { form: null });
      requestAnimationFrame(() => focusOn("[data-do='create-customer']"));
    },
    async createCustomer() {
      const { call, form } = store.now.looking;
      if (await settles("create_customer", { name: form.name, number: form.number })) {
        look(call, { form: null });
        said("Customer saved.", "good");
      }
    },
  };
}
