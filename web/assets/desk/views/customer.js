// Beside the call: who the caller is on file, who it might be, and what the company's CRM says.

import { h, icon } from "../view.js";
import { dayAndTime } from "../clock.js";
import { levelOf, many, plain } from "../words.js";
import { fieldsOf } from "./card.js";
import { button, commandButton } from "./parts.js";

const LONGEST_NAME = 120;
const RESOLVED = { yes: "resolved", no: "not resolved" };
const RAISES_NOTHING = "That proves nothing about who is calling.";

export function customerCard(now, app) {
  const { pop, call } = callShown(now);
  if (!pop) {
    return h("section", { class: "card" }, h("h2", {}, "Customer"), h("p", { class: "soft" }, "Who calls is shown here."));
  }
  const read = now.customer?.call === call ? now.customer : null;
  return h("section", { class: "card customer", "aria-labelledby": "customer" }, h("h2", { id: "customer", tabindex: "-1" }, "Customer"),
    pop.match === "one" ? known(pop, read?.card) : unknown(now, app, pop, call),
    pop.chosen && chosen(now, app, pop),
    read?.card && fieldsOf(read.card),
    read?.card && callsBefore(app, read.calls ?? []),
    read?.trouble && h("p", { class: "bad" }, icon("alert"), read.trouble),
    isAddress(pop.crm_url) && h("p", {}, outside(pop.crm_url, "Open in the CRM")),
    inCrm(now, call),
    button({ words: "This call's path", name: "timeline", picture: "clock", kind: "quiet", onClick: () => app.openTimeline(call) }));
}

// The call that the pane is about: the one under way, the one that is wrapped up, or the one that rings.
export function callShown(now) {
  const { desk, wrapUp } = now;
  if (desk?.call) return { pop: desk.call.pop, call: desk.call.id };
  if (desk?.wrap) return { pop: desk.wrap.pop ?? wrapUp?.pop, call: desk.wrap.call || wrapUp?.call };
  const [offer] = desk?.offers ?? [];
  return { pop: offer?.pop ?? null, call: offer?.call };
}

// Whoever is only offered a call sees who calls; what is on file is for who takes part.
function isOurs({ desk }, call) {
  return desk.call?.id === call || desk.wrap?.call === call;
}

function known(pop, card) {
  const tier = pop.tier || card?.plan || card?.kind;
  return h("p", { class: "facts" }, h("strong", {}, pop.name || card?.name || "On file; the name cannot be read now"),
    tier && h("span", { class: "chip soft" }, plain(tier)));
}

function chosen(now, app, { chosen: choice, ...pop }) {
  const created = choice.how === "created";
  return h("div", { class: "chosen", id: "chosen" },
    h("p", {}, icon("person"), `${choice.by} ${created ? "put this customer on file in this call" : "picked this customer"}. ${RAISES_NOTHING} `,
      h("strong", {}, levelOf(pop).words), "."),
    choice.may_undo && commandButton(now, app, { does: "undo_customer", onClick: app.undoCustomer, words: created ? "Undo: take off file" : "Choose somebody else",
      picture: "back", kind: "small" }));
}

function unknown(now, app, pop, call) {
  const looking = now.looking?.call === call ? now.looking : {};
  return h("div", { class: "unknown" }, h("p", {}, icon("question"), whyUnknown(pop)),
    pop.candidates?.length > 0 && people(now, app, pop.candidates),
    !isOurs(now, call) ? h("p", { class: "soft" }, "You can look for them once you have accepted the call.")
      : looking.form ? newCustomer(now, app, looking.form) : [
      searchBox(now, app, call, looking),
      pop.match !== "many" && button({ words: "Create customer", name: "create-customer", picture: "person",
        onClick: () => app.openNewCustomer(call, pop) })]);
}

function whyUnknown(pop) {
  if (pop.match === "withheld") return "Number withheld: nobody was looked up.";
  if (pop.match === "many") return "The number is on file for several customers. Ask, then pick:";
  return `Nobody on file for ${pop.number}${pop.region ? ` (${pop.region})` : ""}.`;
}

function people(now, app, found) {
  return h("ul", { class: "people" }, found.map((each) => h("li", { key: each.customer_id },
    h("span", { class: "person" }, h("strong", {}, each.name),
      h("small", {}, [each.tier && plain(each.tier), each.account && `account ${each.account}`].filter(Boolean).join(" · "))),
    commandButton(now, app, { does: "pick_customer", onClick: () => app.pickCustomer(each.customer_id), words: "Pick", kind: "small",
      "aria-label": `Pick ${each.name}${each.account ? `, account ${each.account}` : ""}` }))));
}

function searchBox(now, app, call, { typed = "", found = null, more = false, trouble = "" }) {
  const told = found && (more ? `The first ${found.length} matches. Type more to find others.` : many(found.length, "match", "matches"));
  return h("div", { class: "search" },
    h("label", { for: "customer-search" }, "Search customers",
      h("input", { id: "customer-search", type: "search", autocomplete: "off", maxlength: "64", value: typed,
        placeholder: "Name, order or phone number", onInput: (event) => app.searchCustomers(call, event.target.value) })),
    h("p", { class: "soft", role: "status" }, trouble || (typed.trim().length === 1 ? "Type one more character." : told)),
    found?.length > 0 && people(now, app, found));
}

function newCustomer(now, app, form) {
  const save = (event) => {
    event.preventDefault();
    if (now.link === "ok") app.createCustomer();
  };
  return h("form", { class: "new-customer", "aria-labelledby": "new-customer", onSubmit: save },
    h("h3", { id: "new-customer" }, "New customer"),
    h("label", { for: "new-name" }, "Name", h("input", { id: "new-name", type: "text", required: true, autocomplete: "off",
      maxlength: String(LONGEST_NAME), value: form.name, onInput: (event) => app.fillNewCustomer({ name: event.target.value }) })),
    h("label", { for: "new-number" }, "Number", h("input", { id: "new-number", type: "tel", autocomplete: "off",
      value: form.number, onInput: (event) => app.fillNewCustomer({ number: event.target.value }) })),
    h("p", { class: "soft" }, "You can undo it until you have wrapped up the call."),
    h("div", { class: "controls" },
      button({ words: "Save customer", name: "save-customer", type: "submit", kind: "good", busy: now.busy.includes("create_customer"),
        disabled: now.link !== "ok" }),
      button({ words: "Cancel", name: "cancel-customer", onClick: app.closeNewCustomer })));
}

function callsBefore(app, calls) {
  return h("div", { id: "calls-before" }, h("h3", {}, "Calls before this one"),
    !calls.length ? h("p", { class: "soft" }, "None that an agent took.")
      : h("ul", { class: "history" }, calls.map((each) => h("li", { key: `${each.call} ${each.ended_at}` },
        h("button", { type: "button", class: "link", onClick: () => app.openTimeline(each.call) },
          h("span", {}, dayAndTime(each.answered_at ?? each.ended_at)), h("small", {},
            [each.queue_title, each.agent, each.disposition_title, RESOLVED[each.resolved]].filter(Boolean).join(" · ")))))));
}

function inCrm(now, call) {
  const crm = now.crm?.call === call ? now.crm.answer : null;
  if (!crm) return null;
  return h("div", { class: "crm", id: "crm" }, h("h3", {}, `In ${crm.name}`),
    crm.trouble ? h("p", { class: "soft", role: "status" }, icon("alert"), crm.trouble)
      : !crm.people.length ? h("p", { class: "soft" }, "Nobody with this number.")
        : h("ul", { class: "people" }, crm.people.map((each) => h("li", { key: each.customer_id },
          h("span", { class: "person" }, h("strong", {}, each.name), each.tier && h("small", {}, plain(each.tier))),
          isAddress(each.url) && outside(each.url, "Open record", `Open record of ${each.name}`)))));
}

function isAddress(text) {
  return /^https:\/\//.test(text ?? "");
}

function outside(url, words, label = null) {
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer", "aria-label": label }, words);
}
