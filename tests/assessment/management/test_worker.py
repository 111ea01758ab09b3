"""The worker's ticker."""

from __future__ import annotations

import threading

from assessment.management.commands import worker


def test_a_tick_that_fails_is_logged_and_the_next_one_comes(monkeypatch, caplog) -> None:
    ticks = []
    twice = threading.Event()

    def tick() -> None:
        ticks.append(1)
        if len(ticks) >= 2:
            twice.set()
        raise RuntimeError

    monkeypatch.setattr(worker, "tick", tick)
    ticker = worker.Ticker(0.01)
    monkeypatch.setattr(worker.connections, "close_all", lambda: None)
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    ticker.start()
    assert twice.wait(5)
    ticker.stopped.set()
    ticker.join(5)
    assert not ticker.is_alive()
    assert "A tick failed" in caplog.messages
