import itertools

from hypothesis import given
from hypothesis import strategies as st
from steelyard.sse import Decoder, ServerSentEvent

STREAM = (
    "event: progress\ndata: {}\n\n"
    ": a comment\n\n"
    "id: 7\r\nevent: group\r\ndata: first\r\ndata: zweite Zeile: ä\r\n\r\n"
    "data:no name\n\n"
    "event: no data\n\n"
    "event: unfinished\ndata: cut"
).encode()


@given(st.lists(st.integers(0, len(STREAM))))
def test_events_do_not_depend_on_where_the_stream_is_cut(cuts: list[int]) -> None:
    decoder = Decoder()
    places = [0, *sorted(cuts), len(STREAM)]
    chunks = [STREAM[start:end] for start, end in itertools.pairwise(places)]
    assert [event for chunk in chunks for event in decoder.feed(chunk)] == [
        ServerSentEvent("progress", "{}"),
        ServerSentEvent("group", "first\nzweite Zeile: ä"),
        ServerSentEvent("message", "no name"),
    ]
