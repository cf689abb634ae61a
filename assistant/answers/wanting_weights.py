"""What each sign of a wish weighs: made by `python -m bench.wanting --write`, not by hand."""

WEIGHTS: dict[str, float] = {
    "requests": 1.4346,
    "likeliest_request": 1.1945,
    "answers": -0.5315,
    "likeliest_answer": -0.5922,
    "requests_of_sentence": 1.2094,
    "likeliest_request_of_sentence": 0.9424,
    "likeliest_answer_of_sentence": -0.2519,
    "requests_of_last": 1.0804,
    "absent": -0.7934,
    "talk": -0.8123,
    "people": -1.0895,
    "log_requests": 0.1644,
    "log_likeliest_request": 0.1631,
    "log_answers": -0.0256,
    "log_likeliest_answer": -0.1248,
    "log_requests_of_sentence": 0.1424,
    "log_likeliest_request_of_sentence": 0.1465,
    "log_likeliest_answer_of_sentence": -0.0645,
    "log_requests_of_last": 0.1633,
    "log_absent": 0.0263,
    "log_talk": 0.2111,
    "log_people": 0.1239,
    "sentence_asks": -0.6548,
    "anything_asks": -1.0156,
}
BASE = 0.2999
