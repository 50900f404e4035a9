"""Addresses of the pages."""

from django.urls import include, path

from matchmaker.web.views import (
    commitments,
    desks,
    endorsements,
    imports,
    inbox,
    open_offers,
    own_offers,
    packs,
    plan_needs,
    plan_states,
    proposals,
    runs,
    scenarios,
    standing,
    uploads,
    uses,
)
from matchmaker.web.views.audit import audit
from matchmaker.web.views.comparisons import compare
from matchmaker.web.views.coordinator import coordinator
from matchmaker.web.views.duplicates import duplicates, judge, pair, take_back
from matchmaker.web.views.home import home
from matchmaker.web.views.indicators import indicators
from matchmaker.web.views.methods import methods
from matchmaker.web.views.needs import need, needs
from matchmaker.web.views.offers import offer, offers
from matchmaker.web.views.plan import plan
from matchmaker.web.views.reports import correct_received, report
from matchmaker.web.views.resources import resources
from matchmaker.web.views.review import (
    add_need,
    confirm_report,
    correct_cycle,
    decide,
    my_need,
    my_report,
    my_reports,
    split_need,
    submit_all,
)

REQUESTING, DONOR = "desk/requesting/needs/<uuid:public_id>/", "desk/donor/offers/<uuid:public_id>/"
PROPOSAL, COMMITMENT = "desk/proposals/<uuid:public_id>/", "desk/commitments/<uuid:public_id>/"
PLAN_NEED = "desk/coordinator/runs/<uuid:run>/needs/<uuid:need>/"

urlpatterns = [
    path("", home, name="home"),
    path("needs/", needs, name="needs"),
    path("needs/<uuid:public_id>/", need, name="need"),
    path("offers/", offers, name="offers"),
    path("offers/<uuid:public_id>/", offer, name="offer"),
    path("plan/", plan, name="plan"),
    path("plan/pack/", packs.public_pack, name="plan-pack"),
    path("indicators/", indicators, name="indicators"),
    path("resources/", resources, name="resources"),
    path("methods/", methods, name="methods"),
    path("accounts/", include("matchmaker.web.account_urls")),
    path("desk/", desks.desk, name="desk"),
    path("desk/audit/", audit, name="audit"),
    path("desk/tables/", imports.send, name="imports"),
    path("desk/tables/<uuid:public_id>/", imports.table, name="import"),
    path("desk/tables/<uuid:public_id>/progress/", imports.progress, name="import-progress"),
    path("desk/tables/<uuid:public_id>/apply/", imports.apply, name="import-apply"),
    path("desk/requesting/", desks.requesting, name="requesting"),
    path("desk/requesting/needs/new/", standing.new_need, name="my-need-new"),
    path("desk/requesting/priorities/", standing.priorities, name="my-priorities"),
    path(f"{REQUESTING}standing/", standing.standing, name="my-standing"),
    path(f"{REQUESTING}offers/", open_offers.open_offers, name="open-offers"),
    path(f"{REQUESTING}interest/", open_offers.interest, name="my-need-interest"),
    path(f"{REQUESTING}change/", standing.change_need, name="my-need-change"),
    path(f"{REQUESTING}show/", standing.show, name="my-need-show"),
    *(
        path(f"{REQUESTING}{action}/", standing.step, {"action": action}, name=f"my-need-{action}")
        for action in standing.STEPS
    ),
    path("desk/donor/", desks.donor, name="donor"),
    path("desk/donor/needs/", own_offers.open_needs, name="open-needs"),
    path("desk/donor/needs/keep/", uses.keep_filter, name="filter-keep"),
    path("desk/donor/needs/forget/", uses.forget_filter, name="filter-forget"),
    path("desk/donor/uses/", uses.uses, name="uses"),
    path("desk/donor/interest/", own_offers.interest, name="interest"),
    path("desk/donor/offers/new/", own_offers.new_offer, name="my-offer-new"),
    path(DONOR, own_offers.my_offer, name="my-offer"),
    path(f"{DONOR}change/", own_offers.change_offer, name="my-offer-change"),
    path(f"{DONOR}renew/", own_offers.renew, name="my-offer-renew"),
    *(
        path(f"{DONOR}{action}/", own_offers.step, {"action": action}, name=f"my-offer-{action}")
        for action in own_offers.STEPS
    ),
    path("desk/coordinator/inbox/", inbox.inbox, name="inbox"),
    path("desk/coordinator/needs/<uuid:public_id>/", inbox.received_need, name="received-need"),
    *(
        path(
            f"desk/coordinator/needs/<uuid:public_id>/{action}/",
            inbox.step,
            {"action": action},
            name=f"received-need-{action}",
        )
        for action in inbox.STEPS
    ),
    path("desk/coordinator/endorsements/", endorsements.several, name="endorsements"),
    path("desk/coordinator/endorsements/endorse/", endorsements.endorse_several, name="endorsements-endorse"),
    path(PROPOSAL, proposals.proposal, name="proposal"),
    path(f"{PROPOSAL}accept/", proposals.accept, name="proposal-accept"),
    path(f"{PROPOSAL}decline/", proposals.decline, name="proposal-decline"),
    path(f"{PROPOSAL}counter/", proposals.counter, name="proposal-counter"),
    path(f"{PROPOSAL}implementer/", proposals.name_implementer, name="proposal-implementer"),
    path(f"{PROPOSAL}endorse/", proposals.endorse, name="proposal-endorse"),
    path(f"{PROPOSAL}withdraw/", proposals.withdraw, name="proposal-withdraw"),
    path(COMMITMENT, commitments.commitment, name="commitment"),
    path(f"{COMMITMENT}start/", commitments.start, name="commitment-start"),
    path(f"{COMMITMENT}deliver/", commitments.deliver, name="commitment-deliver"),
    path(f"{COMMITMENT}confirm/", commitments.confirm, name="commitment-confirm"),
    path(f"{COMMITMENT}follow-up/", commitments.follow_up, name="commitment-follow-up"),
    path(f"{COMMITMENT}cancel/", commitments.cancel, name="commitment-cancel"),
    path(f"{COMMITMENT}release/", commitments.release, name="commitment-release"),
    path("desk/requesting/reports/upload/", uploads.upload_own, name="my-report-upload"),
    path("desk/coordinator/reports/upload/", uploads.upload_for, name="report-upload"),
    path("desk/requesting/reports/upload/<uuid:public_id>/", uploads.reading_own, name="my-report-reading"),
    path("desk/coordinator/reports/upload/<uuid:public_id>/", uploads.reading_for, name="report-reading"),
    path("desk/reports/<uuid:public_id>/progress/", uploads.progress, name="report-progress"),
    path("desk/requesting/reports/", my_reports, name="my-reports"),
    path("desk/requesting/reports/<uuid:public_id>/", my_report, name="my-report"),
    path("desk/requesting/reports/<uuid:public_id>/confirm/", confirm_report, name="my-report-confirm"),
    path("desk/requesting/reports/<uuid:public_id>/cycle/", correct_cycle, name="my-report-cycle"),
    path("desk/requesting/reports/<uuid:public_id>/add/", add_need, name="my-need-add"),
    path("desk/requesting/reports/<uuid:public_id>/submit/", submit_all, name="my-report-submit"),
    path("desk/requesting/needs/<uuid:public_id>/", my_need, name="my-need"),
    path("desk/requesting/needs/<uuid:public_id>/split/", split_need, name="my-need-split"),
    *(
        path(f"desk/requesting/needs/<uuid:public_id>/{action}/", decide, {"action": action}, name=f"my-need-{action}")
        for action in ("confirm", "reject", "join")
    ),
    path("desk/coordinator/", coordinator, name="coordinator"),
    path("desk/coordinator/duplicates/", duplicates, name="duplicates"),
    path("desk/coordinator/duplicates/<uuid:public_id>/", pair, name="pair"),
    path("desk/coordinator/duplicates/<uuid:public_id>/judge/", judge, name="pair-judge"),
    path("desk/coordinator/duplicates/<uuid:public_id>/take-back/", take_back, name="pair-take-back"),
    path("desk/coordinator/scenarios/", scenarios.all_scenarios, name="scenarios"),
    path("desk/coordinator/scenarios/<uuid:public_id>/", scenarios.scenario, name="scenario"),
    *(
        path(f"desk/coordinator/scenarios/<uuid:public_id>/{name}/", view, name=f"scenario-{name}")
        for name, view in (
            ("revise", scenarios.revise),
            ("decide", scenarios.decide),
            ("release", scenarios.release),
            ("stand", scenarios.stand),
            ("copy", scenarios.copy),
            ("run", scenarios.run_it),
        )
    ),
    path("desk/coordinator/runs/", runs.all_runs, name="runs"),
    path("desk/coordinator/runs/compare/", compare, name="runs-compare"),
    path("desk/coordinator/runs/<uuid:public_id>/", runs.run, name="run"),
    path("desk/coordinator/runs/<uuid:run>/states/", plan_states.plan_state, name="plan-state"),
    path("desk/coordinator/runs/<uuid:run>/states/progress/", plan_states.progress, name="plan-state-progress"),
    path(PLAN_NEED, plan_needs.plan_need, name="plan-need"),
    path(f"{PLAN_NEED}progress/", plan_needs.progress, name="plan-need-progress"),
    path(f"{PLAN_NEED}decide/", plan_needs.decide, name="plan-need-decide"),
    path("desk/coordinator/runs/<uuid:public_id>/progress/", runs.progress, name="run-progress"),
    path("desk/coordinator/runs/<uuid:public_id>/pack/", packs.run_pack, name="run-pack"),
    path("desk/coordinator/runs/<uuid:public_id>/cancel/", runs.cancel, name="run-cancel"),
    path("desk/coordinator/runs/<uuid:public_id>/publish/", runs.publish, name="run-publish"),
    path("desk/coordinator/runs/<uuid:public_id>/unpublish/", runs.unpublish, name="run-unpublish"),
    path("desk/coordinator/reports/<uuid:public_id>/", report, name="report"),
    path("desk/coordinator/reports/<uuid:public_id>/cycle/", correct_received, name="report-cycle"),
]
