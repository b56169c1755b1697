"""How Flower finds the broker of Steelyard: the same URL and prefix of keys as its workers have."""

from pathlib import Path

broker_url = Path("/run/secrets/steelyard_redis_url").read_text().strip()
broker_transport_options = {"global_keyprefix": "steelyard:celery:"}
