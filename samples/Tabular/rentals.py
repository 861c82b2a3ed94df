"""Makes rentals.csv: invented hours of a bicycle hire, with columns of numbers and of words, and cells that are missing."""
import csv
import math
import random

draw = random.Random(20260101)
weathers = [("clear", 0), ("cloudy", -6), ("rain", -35), ("snow", -45)]
seasons = [("winter", 2), ("spring", 13), ("summer", 23), ("autumn", 12)]

with open("rentals.csv", "w", newline="") as file:
    table = csv.writer(file, lineterminator="\n")
    table.writerow(["season", "hour", "day", "weather", "temperature", "wind", "humidity", "demand"])
    for _ in range(2000):
        season, warmth = draw.choice(seasons)
        hour = draw.randrange(24)
        day = draw.choices(["workday", "weekend", "holiday"], [5, 2, 0.5])[0]
        kinds = weathers if season == "winter" else weathers[:3]
        weather, spoils = draw.choices(kinds, [6, 5, 2, 1][:len(kinds)])[0]
        temperature = draw.gauss(warmth + 4 * math.sin((hour - 9) / 24 * 2 * math.pi), 4)
        wind = draw.gammavariate(2, 6)
        humidity = min(100, max(15, draw.gauss(60 + (25 if weather != "clear" else 0) - temperature / 2, 10)))
        # Two rush hours on workdays, one long afternoon otherwise.
        rush = 70 * math.exp(-(hour - 8) ** 2 / 3) + 90 * math.exp(-(hour - 17.5) ** 2 / 6)
        stroll = 75 * math.exp(-(hour - 14.5) ** 2 / 18)
        comfort = 25 * math.exp(-(temperature - 23) ** 2 / 160) - 0.8 * max(0, wind - 12) - 0.15 * max(0, humidity - 70)
        rentals = 15 + (rush if day == "workday" else stroll) + comfort + spoils + draw.gauss(0, 5)
        demand = "low" if rentals < 25 else "medium" if rentals < 60 else "high"

        def or_missing(text, share, missing=""):
            return missing if draw.random() < share else text

        table.writerow([
            season, hour, day, or_missing(weather, 0.02, "NA"), or_missing(f"{temperature:.1f}", 0.04),
            or_missing(f"{wind:.1f}", 0.06), f"{humidity:.0f}", demand])
