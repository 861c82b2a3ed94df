using System.Text.Json.Serialization;

namespace ClassifierService;

/// <summary>What a picture shows.</summary>
internal sealed record Answer(int Digit, float Probability);

/// <summary>What somebody drew.</summary>
/// <param name="Strokes">Each line as x, y, x, y …</param>
internal sealed record Drawing(int[]?[]? Strokes);

/// <summary>What a drawing shows, and how it was seen.</summary>
/// <param name="Digit">The likeliest digit.</param>
/// <param name="Probability">How likely it is.</param>
/// <param name="Probabilities">How likely each digit is.</param>
/// <param name="Picture">28×28 pixels, 0 (paper) to 255 (ink).</param>
/// <param name="Looked">For each of them, how much ink there speaks for the digit: 1 (against) to 255, and 128 for not at all.</param>
/// <param name="Microseconds">What the picture, the network and its gradient took.</param>
internal sealed record Seen(int Digit, float Probability, float[] Probabilities, byte[] Picture, byte[] Looked, double Microseconds);

/// <summary>Why a request was refused.</summary>
internal sealed record Refusal(string Error);

/// <summary>That the service runs, and the instructions that its network runs on.</summary>
internal sealed record Health(string Status, string Body);

/// <summary>How they are written, known at compile time: there is no reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(Answer))]
[JsonSerializable(typeof(Drawing))]
[JsonSerializable(typeof(Seen))]
[JsonSerializable(typeof(Refusal))]
[JsonSerializable(typeof(Health))]
internal sealed partial class Answers : JsonSerializerContext;
