"""Everything that the dashboard adds to the gateway's application."""

from fastapi import FastAPI

from services.dashboard import (
    api_routes,
    bottleneck_routes,
    breakdown_routes,
    completion_routes,
    explorer_routes,
    export_routes,
    front_routes,
    job_routes,
    login_routes,
    overview_routes,
    review_routes,
    run_routes,
)


def add_dashboard(app: FastAPI) -> None:
    """Serve ``/dashboard`` and its figures as JSON."""
    for routes in (
        login_routes,
        overview_routes,
        bottleneck_routes,
        run_routes,
        breakdown_routes,
        export_routes,
        job_routes,
        explorer_routes,
        completion_routes,
        review_routes,
        api_routes,
    ):
        app.include_router(routes.router)
    app.include_router(bottleneck_routes.api)
    app.include_router(login_routes.files)
    app.include_router(front_routes.front)
    app.include_router(front_routes.nowhere)  # last: it answers whatever no page has
