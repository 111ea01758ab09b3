"""The pictures: pure matplotlib, by way of `Figure`, never pyplot.

This room knows neither Django nor the database, and it holds no words and no number formats: whoever asks
for a picture hands over every word and every number ready to print. Unit everywhere: one CSS pixel, y down.
"""
