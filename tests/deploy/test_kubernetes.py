"""The Kubernetes manifests: valid against the schemas of Kubernetes, and as locked down as Compose has them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from services.jobs.queue import PRIORITIES, queue_key
from services.settings import PREFIX, SECRETS, Settings
from tests.parts import ROOT

FOLDER = ROOT / "deploy" / "kubernetes"
CUSTOM = {"keda.sh/v1alpha1"}  # KEDA's own kinds, of which Kubernetes knows no schema
VERSION = "1.37"


def documents(path: Path) -> list[Any]:
    return [document for document in yaml.safe_load_all(path.read_text()) if document]


def resources() -> list[Any]:
    (kustomization,) = documents(FOLDER / "kustomization.yaml")
    return [document for name in kustomization["resources"] for document in documents(FOLDER / name)]


RESOURCES = resources()


def named(document: Any) -> str:
    return f"{document['kind']}-{document['metadata']['name']}"


def find(kind: str, name: str) -> Any:
    (found,) = [one for one in RESOURCES if one["kind"] == kind and one["metadata"]["name"] == name]
    return found


def pods() -> Iterator[tuple[str, Any]]:
    for document in RESOURCES:
        if document["kind"] in ("Deployment", "StatefulSet"):
            yield document["metadata"]["name"], document["spec"]["template"]["spec"]


def containers() -> Iterator[Any]:
    for name, spec in pods():
        for container in [*spec["containers"], *spec.get("initContainers", [])]:
            pod = spec.get("securityContext", {})
            yield pytest.param(
                {**pod, **container["securityContext"]}, container, id=f"{name}-{container['name']}"
            )


def test_every_file_is_a_resource() -> None:
    (kustomization,) = documents(FOLDER / "kustomization.yaml")
    files = {path.name for path in FOLDER.glob("*.yaml")} - {"kustomization.yaml"}
    assert files == set(kustomization["resources"])


@pytest.mark.parametrize("document", [one for one in RESOURCES if one["apiVersion"] not in CUSTOM], ids=named)
def test_each_resource_fits_the_schema_of_kubernetes(document: Any) -> None:
    kubernetes_validate.validate(document, VERSION, strict=True)


@pytest.mark.parametrize(("security", "container"), list(containers()))
def test_no_container_has_more_than_it_needs(security: Any, container: Any) -> None:
    assert security["runAsNonRoot"]
    assert security["runAsUser"] > 0
    assert not security["allowPrivilegeEscalation"]
    assert security["readOnlyRootFilesystem"]
    assert security["capabilities"] == {"drop": ["ALL"]}
    assert security["seccompProfile"]["type"] in ("RuntimeDefault", "Localhost")
    assert set(container["resources"]["limits"]) == {"cpu", "memory"}
    assert "privileged" not in security


def test_no_pod_has_a_token_or_anything_of_its_node() -> None:
    for _, spec in pods():
        assert spec["automountServiceAccountToken"] is False
        assert not {"hostNetwork", "hostPID", "hostIPC"} & set(spec)
        assert not any("hostPath" in volume for volume in spec.get("volumes", []))


def test_programs_run_under_gvisor_without_network() -> None:
    spec = dict(pods())["worker"]
    assert spec["runtimeClassName"] == find("RuntimeClass", "gvisor")["metadata"]["name"]
    sandboxes = spec["initContainers"]
    assert len(sandboxes) >= 2
    assert all(one["args"] == ["leave-network"] and one["restartPolicy"] == "Always" for one in sandboxes)


def test_workers_reach_redis_and_names_only() -> None:
    policy = find("NetworkPolicy", "worker")["spec"]
    assert policy["ingress"] == []
    assert [[port["port"] for port in rule["ports"]] for rule in policy["egress"]] == [[6379], [53, 53]]
    assert find("NetworkPolicy", "default-deny")["spec"]["podSelector"] == {}


def test_workers_are_scaled_by_the_queues_that_there_are() -> None:
    scaled = find("ScaledObject", "worker")["spec"]
    lists = [trigger["metadata"]["listName"] for trigger in scaled["triggers"] if trigger["type"] == "redis"]
    assert lists == [queue_key(priority) for priority in PRIORITIES]
    assert scaled["scaleTargetRef"]["name"] == find("Deployment", "worker")["metadata"]["name"]
    source = (ROOT / "services" / "gateway" / "store_metrics.py").read_text()
    (query,) = [one["metadata"]["query"] for one in scaled["triggers"] if one["type"] == "prometheus"]
    assert query.removeprefix("max(").partition("{")[0] in source


def test_settings_are_ones_that_there_are() -> None:
    given = set(find("ConfigMap", "steelyard")["data"])
    for _, spec in pods():
        given |= {one["name"] for container in spec["containers"] for one in container.get("env", [])}
    known = {PREFIX + name.upper() for name in Settings.model_fields} | {SECRETS}
    assert given <= known


def test_pods_of_each_kind_are_not_all_taken_at_once() -> None:
    for name, _ in pods():
        selector = find("PodDisruptionBudget", name)["spec"]["selector"]["matchLabels"]
        assert selector == {"app": name}
