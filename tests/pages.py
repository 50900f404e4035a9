"""Pages as people use them: a form sent, and what the page then says."""

from django.urls import reverse
from django.utils.html import escape


def post(client, name, /, *ids, **data):
    """Take a step that is allowed, and return what the page says of it."""
    return refused(client, name, *ids, level="success", **data)


def refused(client, name, /, *ids, level="error", **data):
    """Send a form and return what the page says of it; an answer that is no redirection shows what was wrong."""
    answer = client.post(reverse(name, args=ids), data, follow=True)
    assert answer.redirect_chain, answer.content.decode()
    said = list(answer.context["messages"])[-1]
    assert str(escape(said)) in answer.content.decode()
    assert said.level_tag == level, str(said)
    return str(said)
