import base64
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.contract import SignatureHeaders
from bot.channels.signature import listed, secret_faults, sign, verify
from bot.core.signing_secret import decode_secret

# The example of the Standard Webhooks libraries: secret, id, time, body and signature.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
MESSAGE_ID = "msg_p5jXN8AQM9LWM0D4loKWxJek"
TIMESTAMP = 1614265330
BODY = b'{"test": 2432232314}'
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

NOW = datetime.fromtimestamp(TIMESTAMP, UTC)
OTHER = "whsec_" + base64.b64encode(b"another key of the tests").decode()


def headers(**changes: str) -> SignatureHeaders:
    made = {"id": MESSAGE_ID, "timestamp": str(TIMESTAMP), "signature": SIGNATURE, **changes}
    return SignatureHeaders(**made)


def test_the_published_example_is_signed_alike():
    assert sign([SECRET], MESSAGE_ID, TIMESTAMP, BODY) == SIGNATURE
    assert verify([SECRET], headers(), BODY, NOW)


GENUINE = {
    "other versions beside it": f"v1a,abc {SIGNATURE} v2,def",
    "another signature before it": f"v1,abcd {SIGNATURE}",
    "nonsense beside it": f"nonsense , v1 {SIGNATURE}",
}


@pytest.mark.parametrize("signature", GENUINE.values(), ids=GENUINE)
def test_one_genuine_signature_among_several_is_enough(signature):
    assert verify([SECRET], headers(signature=signature), BODY, NOW)


FORGED = {
    "no id": {"id": ""},
    "another id": {"id": "msg_2"},
    "an id beyond utf-8": {"id": "\udcff"},
    "no timestamp": {"timestamp": ""},
    "a timestamp in words": {"timestamp": "today"},
    "a timestamp with a sign": {"timestamp": f"+{TIMESTAMP}"},
    "a fraction": {"timestamp": f"{TIMESTAMP}.0"},
    "digits of another script": {"timestamp": "١٦١٤٢٦٥٣٣٠"},
    "an endless timestamp": {"timestamp": "9" * 5000},
    "no signature": {"signature": ""},
    "no version": {"signature": SIGNATURE.removeprefix("v1,")},
    "only the version": {"signature": "v1,"},
    "not base64": {"signature": "v1,***"},
    "beyond ascii": {"signature": "v1,é"},
    "another version": {"signature": SIGNATURE.replace("v1", "v2")},
    "two letters changed": {"signature": SIGNATURE.replace("g0", "G0")},
}


@pytest.mark.parametrize("changes", FORGED.values(), ids=FORGED)
def test_what_is_malformed_or_wrong_is_not_genuine(changes):
    assert not verify([SECRET], headers(**changes), BODY, NOW)


def test_another_body_or_secret_is_not_genuine():
    assert not verify([SECRET], headers(), BODY + b" ", NOW)
    assert not verify([OTHER], headers(), BODY, NOW)
    assert not verify([], headers(), BODY, NOW)
    assert not verify(["whsec_", "plain"], headers(), BODY, NOW)


@pytest.mark.parametrize(("seconds", "genuine"), [(300, True), (301, False)])
@pytest.mark.parametrize("sign_of", [1, -1])
def test_five_minutes_are_fresh_both_ways(seconds, genuine, sign_of):
    now = NOW + sign_of * timedelta(seconds=seconds)
    assert verify([SECRET], headers(), BODY, now) is genuine


def test_every_secret_of_a_rotation_signs():
    both = sign([SECRET, OTHER], MESSAGE_ID, TIMESTAMP, BODY)
    assert len(both.split(" ")) == 2
    for secret in (SECRET, OTHER):
        assert verify([secret], headers(signature=both), BODY, NOW)


@pytest.mark.parametrize(
    "secret", ["", "whsec_", "whsec_***", "whsec_é", SECRET.removeprefix("whsec_"), "whsec_abc"]
)
def test_a_secret_of_another_form_is_told_without_being_shown(secret):
    assert decode_secret(secret) is None
    (told,) = secret_faults("secret", secret or "plain")
    assert "whsec_ followed by base64" in told
    assert not secret or secret == "whsec_" or secret not in told


def test_the_wrong_one_of_several_secrets_is_named_by_its_place():
    (told,) = secret_faults("secret", [SECRET, "plain"])
    assert "2 of 2" in told
    assert secret_faults("secret", [SECRET, OTHER]) == []
    assert len(secret_faults("secret", None)) == 1


def test_secrets_are_listed_whatever_the_option_holds():
    assert listed(SECRET) == (SECRET,)
    assert listed([SECRET, OTHER]) == (SECRET, OTHER)
    assert listed(None) == listed(17) == ()


printable_ids = st.text(st.characters(codec="utf-8"), min_size=1, max_size=60)


@settings(max_examples=150)
@given(st.binary(min_size=1, max_size=64), printable_ids, st.binary(max_size=200))
def test_what_is_signed_is_genuine_until_one_byte_changes(key, message_id, body):
    secret = "whsec_" + base64.b64encode(key).decode()
    signature = sign([secret], message_id, TIMESTAMP, body)
    mine = headers(id=message_id, signature=signature)
    assert verify([secret], mine, body, NOW)
    assert not verify([secret], mine, body + b"x", NOW)
    assert not verify([secret], headers(id=message_id + "x", signature=signature), body, NOW)


@settings(max_examples=300)
@given(st.text(max_size=80), st.text(max_size=20), st.text(max_size=80), st.binary(max_size=50))
def test_no_headers_make_it_fail(message_id, timestamp, signature, body):
    offered = SignatureHeaders(message_id, timestamp, signature)
    assert not verify([SECRET], offered, body, NOW)
