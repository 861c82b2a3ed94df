namespace Letters;

/// <summary>What a run was asked to do.</summary>
internal sealed record Settings
{
    /// <summary>The text to learn from; null for the built-in one.</summary>
    public string? Data { get; init; }

    /// <summary>Passes over the text; null for as many as suit its length.</summary>
    public int? Epochs { get; init; }

    public required int Batch { get; init; }

    public required int Threads { get; init; }

    /// <summary>Decides first weights, order of stretches and the characters drawn.</summary>
    public required ulong Seed { get; init; }

    public required float Rate { get; init; }

    /// <summary>Characters to write at the end.</summary>
    public required int Length { get; init; }

    public required double Temperature { get; init; }

    /// <summary>What the network goes on from.</summary>
    public required string Prompt { get; init; }

    /// <summary>Where the trained parameters go; null for nowhere.</summary>
    public string? Model { get; init; }
}
