"""Texts of made-up values: short, long and empty, in several scripts, with what must be escaped."""

from __future__ import annotations

from typing import Final

TEXTS: Final = (
    "",
    "OK",
    "The recipient cannot be reached",
    "The carrier refused the message",
    "Your parcel arrives today",
    "No route to the destination network: the handset was switched off for longer than the "
    "message was allowed to wait, so that it was given up. Send it again, or ask the carrier.",
    'He said "call me back" and hung up',
    "C:\\temp\\report.txt",
    "First line\nSecond line\r\nThird",
    "Tab\tseparated\tvalues",
    "Grüße aus Köln – bis später!",
    "Ваш код никому не сообщайте",
    "您的验证码五分钟内有效。",
    "ご注文ありがとうございます。",
    "رمز التحقق الخاص بك",
    "Déjà vu ? Çà et là, l'été…",
    "Party 🎉🎂 at 8? 👍🏽",
    "👩‍👩‍👧",
    '</script><b>bold</b> & "more"',
    "50% off, 12,50 € – reply STOP to end",
    '{"error":"nested \\"JSON\\""}',
    "path/to/thing?x=1&y=2",
    "one\u2028two\u00a0three",
    "bell \u0007, escape \u001b[31m, delete \u007f",
    "Thank you for your order. " * 18,
)
TITLES: Final = (
    "1170",
    "Throttled",
    "Invalid sender address",
    "Non-whitelisted destination: add it to the list first",
    "Échec de l'envoi",
    "Ошибка доставки",
    "送信エラー",
    'Template "welcome" not found',
)
ERROR_PAGES: Final = (
    "about:blank",
    "https://example.com/errors/1170",
    "https://example.com/errors/1340",
    "https://developer.example.com/api-errors/messages#1420",
    "https://docs.example.com/reference/errors?code=1170&lang=fr&section=delivery",
)
SENDERS: Final = ("ACME", "Example", "Bäckerei", "Shop 24/7", "INFO", "MyBank", "Кафе", "x")
"""Names that take the place of a sender's number: no more than 11 characters."""
NAMES: Final = (
    "Ana",
    "Zoë Müller",
    "Robert “Bob” O'Brien",
    'Jean "JJ" Dupont',
    "Иван Петров",
    "王小明",
    "محمد",
    "Ana 🌻",
    "Maria da Conceição Gonçalves de Albuquerque e Sousa",
)
WORDS: Final = ("a", "SMS", "regular", "service", "utility", "authentication", "user_initiated")
"""For fields whose name suggests nothing."""
