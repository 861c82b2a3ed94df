using System.Text.Json.Serialization;

namespace Unrolled.Numerics.Tests;

/// <summary>What the windows of volumes may be told of their places, axis by axis.</summary>
internal sealed record VolumeWindow
{
    private static readonly string[] Axes = ["Depth", "Height", "Width"];
    private static readonly string[] Sides = ["Front", "Back", "Top", "Bottom", "Left", "Right"];

    /// <summary>Options by their names.</summary>
    public Dictionary<string, int> Numbers { get; init; } = [];

    public string? Same { get; init; }
    public bool Ceil { get; init; }

    /// <summary>The window along each axis.</summary>
    /// <param name="input">Channels, depth, height and width.</param>
    /// <param name="kernel">The window's extents; where they are not given, its sizes.</param>
    public Axis[] Of(int[] input, int[]? kernel) => [.. Axes.Select((axis, i) =>
    {
        int Get(string name, int otherwise) =>
            Numbers.TryGetValue(name + axis, out int own) ? own : Numbers.TryGetValue(name, out int all) ? all : otherwise;
        int? Side(int side) => Numbers.TryGetValue("Padding" + Sides[2 * i + side], out int zeros) ? zeros : null;
        int taps = kernel?[i] ?? Get("Size", 1);
        return new Axis(input[i + 1], taps, Get("Stride", kernel is null ? taps : 1), Get("Padding", 0),
            Get("Dilation", 1)) { Ceil = Ceil }.Padded(Side(0), Side(1), Same);
    })];

    /// <summary>The numbers as options, but for those that are arguments.</summary>
    public IEnumerable<(string, object?)> Options() =>
        [.. Numbers.Where(n => n.Key != "Size").Select(n => (n.Key, (object?)n.Value)), (nameof(Same), Member.Of("SamePadding", Same))];
}

internal sealed record Conv3D(int Filters, int KernelDepth, int KernelHeight, int KernelWidth) : WeightedLayer
{
    /// <summary>Strides, paddings, dilations and groups by their names.</summary>
    public Dictionary<string, int> Numbers { get; init; } = [];

    public string? Same { get; init; }

    [JsonIgnore]
    public int Groups => Numbers.GetValueOrDefault("Groups", 1);

    public Axis[] Windows(int[] input) =>
        new VolumeWindow { Numbers = Numbers, Same = Same }.Of(input, [KernelDepth, KernelHeight, KernelWidth]);

    protected override IEnumerable<object> Arguments() =>
        KernelDepth == KernelHeight && KernelDepth == KernelWidth ? [Filters, KernelDepth]
            : [Filters, KernelDepth, KernelHeight, KernelWidth];

    protected override IEnumerable<(string, object?)> Options() =>
        [.. new VolumeWindow { Numbers = Numbers, Same = Same }.Options(), .. base.Options()];
}

internal abstract record VolumePool(int Size) : Layer
{
    /// <summary>Sizes, strides, paddings and dilations by their names.</summary>
    public Dictionary<string, int> Numbers { get; init; } = [];

    public string? Same { get; init; }
    public bool? CeilMode { get; init; }

    /// <summary>What only means count.</summary>
    [JsonIgnore]
    public virtual bool CountsPadding => true;

    public Axis[] Windows(int[] input) =>
        new VolumeWindow { Numbers = new(Numbers) { ["Size"] = Size }, Same = Same, Ceil = CeilMode == true }.Of(input, null);

    protected override IEnumerable<object> Arguments() => [Size];

    protected override IEnumerable<(string, object?)> Options() =>
        [.. new VolumeWindow { Numbers = Numbers, Same = Same }.Options(), (nameof(CeilMode), CeilMode)];
}

internal sealed record MaxPool3D(int Size) : VolumePool(Size);

internal sealed record AvgPool3D(int Size) : VolumePool(Size)
{
    public bool? CountIncludePad { get; init; }

    public override bool CountsPadding => CountIncludePad != false;

    protected override IEnumerable<(string, object?)> Options() => [.. base.Options(), (nameof(CountIncludePad), CountIncludePad)];
}
