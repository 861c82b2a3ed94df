using System.Text.Json.Serialization;

namespace ClassifierService;

/// <summary>What a picture shows.</summary>
internal sealed record Answer(int Digit, float Probability);

/// <summary>Why a request was refused.</summary>
internal sealed record Refusal(string Error);

/// <summary>That the service runs, and the instructions that its network runs on.</summary>
internal sealed record Health(string Status, string Body);

/// <summary>How they are written, known at compile time: there is no reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Answer))]
[JsonSerializable(typeof(Refusal))]
[JsonSerializable(typeof(Health))]
internal sealed partial class Answers : JsonSerializerContext;
