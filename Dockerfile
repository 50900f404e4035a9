# One image for web, worker and timer; compose.yaml says what each runs. Settings come from the environment alone.
FROM python:3.13-slim-trixie AS packages
COPY requirements.txt .
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt

FROM python:3.13-slim-trixie
# pg_dump and pg_restore for backup and restore: not older than the server of compose.yaml.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-client \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /srv/matchmaker matchmaker \
    && install --directory --owner matchmaker /srv/media /srv/backups
COPY --from=packages /venv /venv
WORKDIR /srv/matchmaker
COPY manage.py ./
COPY matchmaker matchmaker
COPY api api
COPY fixtures fixtures
COPY docs/api.md docs/api.md
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 MATCHMAKER_ENVIRONMENT=production MEDIA_ROOT=/srv/media
# Fingerprinted static files belong to the image; the secret serves this one command and stays nowhere.
RUN SECRET_KEY=$(python -c 'import secrets; print(secrets.token_urlsafe(50))') ALLOWED_HOSTS=localhost \
    python manage.py collectstatic --no-input
USER matchmaker
VOLUME ["/srv/media", "/srv/backups"]
EXPOSE 8000
CMD ["gunicorn", "matchmaker.wsgi:application", "--bind", "0.0.0.0:8000", "--workers", "4", "--max-requests", "2000", "--max-requests-jitter", "200", "--worker-tmp-dir", "/dev/shm"]
