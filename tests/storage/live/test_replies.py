"""storage/live/replies.py: the same message again gets the same answer."""

import pytest

from storage.live.client import LiveClient, StoreUnavailableError
from storage.live.replies import Replies
from storage.live.server import RunningRedis


@pytest.fixture
def replies(client: LiveClient) -> Replies:
    return Replies(client, "homewise")


def test_what_was_answered_is_found_again(replies: Replies) -> None:
    assert replies.find("SM1") is None
    assert replies.keep("SM1", "Danke schön.") == "Danke schön."
    assert replies.find("SM1") == "Danke schön."


def test_of_two_answers_the_first_stands(replies: Replies) -> None:
    assert [replies.keep("SM1", "first"), replies.keep("SM1", "second")] == ["first", "first"]


def test_the_answer_to_another_message_or_of_another_company_is_another(
    replies: Replies, client: LiveClient
) -> None:
    replies.keep("SM1", "first")
    assert replies.find("SM2") is None
    assert Replies(client, "homeika").find("SM1") is None


def test_an_answer_is_forgotten_after_a_day(replies: Replies, client: LiveClient) -> None:
    replies.keep("SM1", "first")
    assert 86_000 < int(client.run(lambda redis: redis.ttl("{homewise}:reply:SM1"))) <= 86_400


def test_without_a_store_it_says_so(own_server: RunningRedis) -> None:
    replies = Replies(LiveClient(own_server.url), "homewise")
    own_server.stop()
    with pytest.raises(StoreUnavailableError):
        replies.find("SM1")
