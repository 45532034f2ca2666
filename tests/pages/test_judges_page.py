"""Judges as a curator asks for them and sees what became of it."""

from collections.abc import Callable

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from curation.models import Job, JobKind, Setting
from curation.services import people
from curation.services.permissions import Actor
from curation.workspace import Workspace
from tests.services.judge_runs import add_set, chooses, judge_samples, judge_set, says
from tests.services.judging import add_samples, say
from tests.services.scripted import ScriptedProvider, answered, run_job

Open = Callable[..., AppTest]


def said(app: AppTest) -> str:
    """Return what stands on the page, without the marks that keep text from being Markdown."""
    parts = [*app.markdown, *app.caption, *app.text, *app.warning, *app.code, *app.get("html")]
    return "\n".join(str(part.value if hasattr(part, "value") else part.proto.body) for part in parts).replace("\\", "")


@pytest.fixture
def judged(workspace: Workspace, admin: Actor, provider: ScriptedProvider) -> list[int]:
    """Forty samples that a judge and a person rated, both the same."""
    ids = add_samples(workspace, 40)
    for place, sample_id in enumerate(ids):
        say(workspace, sample_id, admin, overall=1 + place % 5, decision="accept" if place % 5 > 1 else "reject")
    by_text = {f"How many bees, no. {n}?": n for n in range(40)}

    def reply(request: object, _number: int) -> object:
        place = by_text[request.variables["text"]]  # type: ignore[attr-defined]  # a request
        return answered(says(1 + place % 5, "accept" if place % 5 > 1 else "reject", answer_right=True))

    provider.reply = reply  # type: ignore[assignment]  # it is one
    run_job(workspace, judge_samples(workspace, admin, ids))
    return ids


def test_a_curator_has_samples_judged(page: Open, workspace: Workspace, admin: Actor) -> None:
    add_samples(workspace, 2)
    app = page("judges", actor_id=admin.id)
    assert not app.exception
    assert "No model has judged here yet" in said(app)
    assert "People have judged none of these" in said(app)
    button = next(button for button in app.button if button.label == "Judge 2 samples")
    app = button.click().run()
    assert not app.exception
    assert "is in the queue" in str(app.success[0].value)
    with workspace.read() as session:
        (job,) = session.exec(select(Job).where(Job.kind == JobKind.JUDGE)).all()
    assert (job.params["provider"], job.params["sample_ids"], job.total) == ("demo", [1, 2], 2)


def test_a_set_of_pairs_is_chosen(page: Open, workspace: Workspace, admin: Actor) -> None:
    app = page("judges", actor_id=admin.id)
    app.session_state["judge_what"] = "pairs"
    assert "There is no open set of pairs" in said(app.run())
    a, b = add_samples(workspace, 2)
    add_set(workspace, admin, (a, b))
    assert any(button.label == "Judge 1 pair" for button in app.run().button)


def test_agreement_and_the_last_judgements_are_shown(
    page: Open, workspace: Workspace, admin: Actor, judged: list[int]
) -> None:
    app = page("judges", actor_id=admin.id)
    assert not app.exception
    text = said(app)
    for words in ("LLM judge", "Alpha", "People alone", "Rating"):
        assert words in text
    assert "answer right: yes" in text
    assert "It holds." in text
    app.session_state["judgement_40"] = True
    text = said(app.run())
    assert '"reason": "It holds."' in text
    assert "That was all of the material." in text


def test_the_switch_lets_a_judge_propose(page: Open, workspace: Workspace, admin: Actor, judged: list[int]) -> None:
    app = page("judges", actor_id=admin.id)
    toggle = next(one for one in app.toggle if one.label == "Proposes answers to people")
    assert (toggle.value, toggle.disabled) == (False, False)
    app = toggle.set_value(True).run()
    assert not app.exception
    with workspace.read() as session:
        (row,) = [row for row in session.exec(select(Setting)) if row.name.endswith(".prefills")]
    assert row.value == "1"
    assert next(one for one in app.toggle if one.label == "Proposes answers to people").value is True


def test_the_switch_is_shut_where_too_few_samples_tell(
    page: Open, workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    provider.reply = lambda _request, _number: answered(says(4))
    run_job(workspace, judge_samples(workspace, admin, add_samples(workspace, 2)))
    app = page("judges", actor_id=admin.id)
    assert next(one for one in app.toggle if one.label == "Proposes answers to people").disabled
    assert "30 are needed" in said(app)


def test_a_hostile_answer_is_shown_without_effect(
    page: Open, workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    evil = says(4).replace("It holds.", "![a](http://evil.invalid/1.png) <b>x</b>")
    provider.reply = lambda _request, _number: answered(evil)
    ids = add_samples(workspace, 1)
    run_job(workspace, job_id := judge_samples(workspace, admin, ids))
    for name, query in (("judges", {}), ("sample", {"sample": str(ids[0])}), ("jobs", {"job": str(job_id)})):
        app = page(name, actor_id=admin.id, query=query)
        assert not app.exception
        for part in (*app.markdown, *app.caption):
            assert "![a](" not in str(part.value)


def test_the_page_of_a_job_says_what_was_said(
    page: Open, workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    ids = add_samples(workspace, 3)
    provider.reply = lambda _request, number: answered(says(number + 1) if number < 3 else "no")
    run_job(workspace, job_id := judge_samples(workspace, admin, ids))
    app = page("jobs", actor_id=admin.id, query={"job": str(job_id)})
    assert not app.exception
    assert {metric.label: metric.value for metric in app.metric}["Mean rating"] == "2.50"
    assert "2 accept" in said(app)
    assert "1 unparseable" in said(app)
    assert "Last judgements" in [header.value for header in app.header]
    provider.reply = lambda _request, _number: answered(chooses("a"))
    run_job(workspace, job_id := judge_set(workspace, admin, add_set(workspace, admin, (ids[0], ids[1]))))
    app = page("jobs", actor_id=admin.id, query={"job": str(job_id)})
    assert {metric.label: metric.value for metric in app.metric}["By position"] == "1"


def test_the_page_of_a_sample_marks_the_judge(
    page: Open, workspace: Workspace, admin: Actor, judged: list[int]
) -> None:
    app = page("sample", actor_id=admin.id, query={"sample": str(judged[0])})
    assert not app.exception
    assert "Reviews (2)" in [header.value for header in app.header]
    assert said(app).count("LLM judge") == 1
    app.session_state[f"judgements_{judged[0]}"] = True
    assert "It holds." in said(app.run())


def test_annotators_are_kept_out(page: Open, workspace: Workspace, admin: Actor, judged: list[int]) -> None:
    bea = people.join(workspace, "Bea")
    assert "needs the role curator" in page("judges", actor_id=bea.id).error[0].value
    job = page("jobs", actor_id=bea.id, query={"job": "1"})
    assert not job.exception
