"""Runs in the background: queued with what makes them, taken up once, handed on when a worker dies, refused when late."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django_q.models import OrmQ

from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import JobKind, RunStatus
from matchmaker.models import AuditEntry, Run
from matchmaker.services import jobs, leases, runs, scenarios, verification, watched
from tests import personas
from tests.factories import NOW, NeedFactory, OfferFactory, ScenarioFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def chair():
    return personas.coordinator()


@pytest.fixture
def queued(chair):
    NeedFactory()
    OfferFactory()
    return runs.queue(scenario=ScenarioFactory(), by=chair, at=NOW, time_limit=20)


def silent(run, seconds=11):
    Run.objects.filter(pk=run.pk).update(heartbeat=timezone.now() - timedelta(seconds=seconds))


def acts():
    return list(AuditEntry.objects.filter(noun="run").order_by("id").values_list("action", flat=True))


def taken(run):
    """As a worker that dies right after it took the run up."""
    OrmQ.objects.all().delete()
    return leases.take_up(run=run, by=run.created_by, at=NOW, token=run.token)


def test_a_run_and_its_job_are_there_together_or_not_at_all(chair):
    with transaction.atomic():
        runs.queue(scenario=ScenarioFactory(), by=chair, at=NOW)
        transaction.set_rollback(True)
    assert (Run.objects.count(), OrmQ.objects.count(), jobs.oldest()) == (0, 0, None)
    runs.queue(scenario=ScenarioFactory(), by=chair, at=NOW)
    assert (Run.objects.count(), OrmQ.objects.count()) == (1, 1)
    assert timedelta(0) <= jobs.oldest() < timedelta(minutes=1)
    with pytest.raises(ImportError):
        jobs.enqueue("runs.no_such_function")
    with pytest.raises(MatchmakerError, match="between 1 and 600 seconds"):
        runs.queue(scenario=ScenarioFactory(), by=chair, at=NOW, time_limit=601)


def test_where_no_worker_is_needed_the_process_that_queued_works_it_off(
    chair, settings, monkeypatch, django_capture_on_commit_callbacks
):
    started = []
    monkeypatch.setattr(jobs, "_start", lambda: started.append(1))
    settings.JOBS = "here"
    with django_capture_on_commit_callbacks(execute=True):
        runs.queue(scenario=ScenarioFactory(), by=chair, at=NOW)
    assert started == [1]
    with django_capture_on_commit_callbacks(execute=True):
        jobs.look_after()  # as after a crash between the commit and the start
    assert started == [1, 1]
    jobs.work_off()
    with django_capture_on_commit_callbacks(execute=True):
        jobs.look_after()
    assert started == [1, 1]


def test_a_job_that_fails_is_told_in_the_log_and_done_with(chair, caplog):
    jobs.enqueue("runs.work", "no id at all", 0)
    OrmQ.objects.create(key="matchmaker", payload="signed with another key", lock=timezone.now())
    assert jobs.work_off() == 2
    assert ("no id at all" in caplog.text, "BadSignature" in caplog.text) == (True, True)


def died(times):
    """As workers that end over what they took, before they could say so; then its time comes again."""
    for _ in range(times):
        with pytest.raises(KeyboardInterrupt):
            jobs.take_turn()
        OrmQ.objects.update(lock=timezone.now())


def killing(*_given, **_options):
    raise KeyboardInterrupt


def test_a_run_over_which_worker_after_worker_dies_is_failed_and_says_so(queued, monkeypatch):
    monkeypatch.setattr(leases, "take_up", killing)
    died(jobs.TURNS)
    assert Run.objects.get().status == RunStatus.QUEUED
    assert jobs.work_off() == 1
    run = Run.objects.get()
    assert (run.status, run.failure[:24]) == (RunStatus.FAILED, "3 workers died over it, ")
    assert (OrmQ.objects.count(), acts()) == (0, ["queue", "fail"])


def test_without_that_limit_it_comes_back_for_ever(queued, monkeypatch):
    monkeypatch.setattr(leases, "take_up", killing)
    monkeypatch.setattr(jobs, "TURNS", 1000)
    died(40)
    assert (Run.objects.get().status, OrmQ.objects.count()) == (RunStatus.QUEUED, 1)


def test_a_job_that_a_person_watches_is_given_up_as_well(chair, monkeypatch):
    monkeypatch.setattr("matchmaker.services.watched.carry_out", killing)
    asked = watched.queue(kind=JobKind.PRICE, function="watched.carry_out", given={}, by=chair, at=NOW)
    died(jobs.TURNS)
    assert jobs.work_off() == 1
    asked.refresh_from_db()
    assert (asked.status, asked.refusal["code"]) == ("refused", "job_given_up")
    assert watched.refusal_of(asked.refusal).message == "The service ended over this 3 times: tell its people."


def test_a_job_delivered_twice_has_its_effect_once(queued):
    again = OrmQ.objects.get().payload
    assert jobs.work_off() == 1
    queued.refresh_from_db()
    assert (queued.status, queued.allocations.count()) == (RunStatus.FINISHED, 1)
    OrmQ.objects.create(key="matchmaker", payload=again, lock=timezone.now())
    assert jobs.work_off() == 1
    assert acts() == ["queue", "start", "finish"]


def test_a_run_solved_here_leaves_nothing_for_a_worker(chair, queued):
    runs.execute(run=queued, by=chair, at=NOW)
    assert jobs.work_off() == 1
    assert acts() == ["queue", "start", "finish"]


def test_a_worker_that_lost_its_rights_is_no_matter_for_the_run_it_was_given(chair, queued):
    chair.memberships.all().delete()
    jobs.work_off()
    assert Run.objects.get().status == RunStatus.FINISHED


def test_a_run_whose_worker_died_is_handed_on_and_solved_by_another(queued):
    taken(queued)
    jobs.enqueue("runs.work", "another run", 0)
    silent(queued, seconds=leases.LEASE.total_seconds() - 1)
    assert leases.recover(at=NOW) == []
    silent(queued)
    assert [run.pk for run in leases.recover(at=NOW)] == [queued.pk]
    assert Run.objects.get().heartbeat > timezone.now()
    assert leases.recover(at=NOW) == []
    jobs.take_turn()  # before what waited already
    assert Run.objects.get().status == RunStatus.FINISHED
    assert acts() == ["queue", "start", "resume", "finish"]


@pytest.mark.parametrize(("nobody_came", "words"), [(True, "no other took it up"), (False, "a second worker")])
def test_a_run_whose_workers_die_twice_is_failed_and_says_why(queued, nobody_came, words):
    taken(queued)
    silent(queued)
    leases.recover(at=NOW)
    if not nobody_came:
        taken(Run.objects.get())
    silent(queued)
    leases.recover(at=NOW)
    run = Run.objects.get()
    assert run.status == RunStatus.FAILED
    assert words in run.failure
    assert jobs.work_off() == nobody_came
    assert Run.objects.get().status == RunStatus.FAILED


def test_a_run_that_was_to_end_ends_with_its_worker(chair, queued):
    taken(queued)
    runs.cancel(run=queued, by=chair, at=NOW)
    silent(queued)
    leases.recover(at=NOW)
    assert Run.objects.get().status == RunStatus.CANCELLED


@pytest.mark.parametrize("works", ["answer", "mend"])
def test_a_cancel_in_the_very_last_moment_of_a_run_or_of_a_repair_still_counts(chair, queued, monkeypatch, works):
    worked = getattr(runs, works)

    def asked_at_the_end(*given, **options):
        plan = worked(*given, **{**options, "cancelled": lambda: False} if works == "answer" else options)
        runs.cancel(run=Run.objects.order_by("pk").last(), by=chair, at=NOW)
        return plan

    if works == "mend":
        first = runs.publish(run=runs.execute(run=queued, by=chair, at=NOW), by=chair, at=NOW)
        queued = runs.queue(scenario=scenarios.repair(run=first, by=chair, at=NOW), by=chair, at=NOW)
    monkeypatch.setattr(runs, works, asked_at_the_end)
    done = runs.execute(run=queued, by=chair, at=NOW)
    assert (done.status, done.allocations.count()) == (RunStatus.CANCELLED, 1)
    with pytest.raises(MatchmakerError):
        runs.publish(run=done, by=chair, at=NOW)


@pytest.mark.parametrize("fenced", [True, False])
def test_the_late_result_of_one_taken_for_dead_is_refused_by_the_fence_alone(chair, queued, monkeypatch, fenced):
    answered = runs.answer

    def slowly(*given, **options):
        silent(queued)
        leases.recover(at=NOW)
        taken(Run.objects.get())
        return answered(*given, **options)

    monkeypatch.setattr(runs, "answer", slowly)
    if not fenced:
        monkeypatch.setattr(leases, "hold", lambda run, token: Run.objects.get(pk=run.pk))
        assert runs.execute(run=queued, by=chair, at=NOW).status == RunStatus.FINISHED
        return
    with pytest.raises(MatchmakerError, match="late result is refused"):
        runs.execute(run=queued, by=chair, at=NOW)
    run = Run.objects.get()
    assert (run.status, run.token, run.allocations.count(), run.failure) == (RunStatus.RUNNING, 3, 0, "")
    assert acts() == ["queue", "start", "resume"]
    assert verification.breaches() == []
