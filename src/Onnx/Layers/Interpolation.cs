using Unrolled.Onnx.Graphs;
using Unrolled.Onnx.Inference;

namespace Unrolled.Onnx.Layers;

/// <summary>
/// Where each place of a resized axis lies in the axis before, and how much of which elements it takes: a row of weights for each place.
/// </summary>
/// <param name="node">The resizing.</param>
/// <param name="facts">What is known of its inputs.</param>
internal sealed class Interpolation(Node node, Facts facts)
{
    private readonly string _mode = node.Text("mode", "nearest");

    // The old operator counts places from their corners.
    private readonly string _places =
        node.Operator == "Upsample" ? "asymmetric" : node.Text("coordinate_transformation_mode", "half_pixel");

    private readonly string _rounding = node.Operator == "Upsample" ? "floor" : node.Text("nearest_mode", "round_prefer_floor");

    /// <summary>What a place outside of the axis is, where places may lie there.</summary>
    public float Outside { get; } = (float)node.Number("extrapolation_value", 0);

    /// <summary>Whether an axis is another one afterwards.</summary>
    public bool Moves(int axis, long from, long to) => from != to || Scale(axis, from, to) != 1
        || (_places == "tf_crop_and_resize" && Crop(axis) != (0, 1));

    /// <summary>Whether each element becomes as many.</summary>
    public bool IsWhole(int axis, long from, long to) =>
        to % from == 0 && Math.Abs(Scale(axis, from, to) - to / from) < 1e-6 && _places != "tf_crop_and_resize";

    /// <summary>The rows of weights; null for a place outside of the axis.</summary>
    /// <exception cref="NodeException">The mode, or the way to count places, is none that is known.</exception>
    public double[]?[] Rows(int axis, long from, long to) =>
        [.. Enumerable.Range(0, checked((int)to)).Select(i => Row(At(axis, i, from, to), from))];

    /// <summary>Where a place lies in the axis before.</summary>
    public double At(int axis, long i, long from, long to)
    {
        double scale = Scale(axis, from, to), length = scale * from;
        (double start, double end) = _places == "tf_crop_and_resize" ? Crop(axis) : (0, 1);
        return _places switch
        {
            "asymmetric" => i / scale,
            "align_corners" => length == 1 ? 0 : i * (from - 1) / (length - 1),
            "half_pixel" => (i + 0.5) / scale - 0.5,
            "half_pixel_symmetric" => from / 2.0 * (1 - to / length) + (i + 0.5) / scale - 0.5,
            "pytorch_half_pixel" => length == 1 ? -0.5 : (i + 0.5) / scale - 0.5,
            "tf_half_pixel_for_nn" => (i + 0.5) / scale,
            "tf_crop_and_resize" => (from - 1) * (to == 1 ? (start + end) / 2 : start + i * (end - start) / (to - 1)),
            _ => throw new NodeException($"its places are {_places}, which are none that are known; export it with half_pixel"),
        };
    }

    /// <summary>The element that a place takes in the mode <c>nearest</c>.</summary>
    public long Nearest(double at, long from) => (long)Math.Clamp(_rounding switch
    {
        "floor" => Math.Floor(at),
        "ceil" => Math.Ceiling(at),
        "round_prefer_ceil" => Math.Floor(at + 0.5),
        _ => Math.Ceiling(at - 0.5),
    }, 0, from - 1);

    private double[]? Row(double at, long from)
    {
        if (_places == "tf_crop_and_resize" && (at < 0 || at > from - 1))
            return null;
        double[] row = new double[from];
        if (_mode == "nearest")
        {
            row[Nearest(at, from)] = 1;
            return row;
        }

        // The elements around: the last one of the first half lies in front of the place.
        double before = Math.Ceiling(at) - 1;
        double[] weights = Weights(at - before);
        long first = (long)before - (weights.Length / 2 - 1);
        bool isOnlyInside = node.Integer("exclude_outside", 0) != 0;
        for (int i = 0; i < weights.Length; i++)
        {
            if (!isOnlyInside || (first + i >= 0 && first + i < from))
                row[Math.Clamp(first + i, 0, from - 1)] += weights[i];
        }

        if (!isOnlyInside)
            return row;
        double sum = row.Sum();
        return sum != 0 ? [.. row.Select(weight => weight / sum)] : throw new NodeException(
            "the weights of the elements inside add up to 0 with exclude_outside; take another mode or leave exclude_outside out");
    }

    private double[] Weights(double ratio)
    {
        if (_mode is "linear" or "bilinear")
            return [1 - ratio, ratio];
        if (_mode != "cubic")
            throw new NodeException($"mode is {_mode}, but nearest, linear or cubic is expected");
        double a = node.Number("cubic_coeff_a", -0.75);
        double Near(double d) => ((a + 2) * d - (a + 3)) * d * d + 1;
        double Far(double d) => ((a * d - 5 * a) * d + 8 * a) * d - 4 * a;
        return [Far(ratio + 1), Near(ratio), Near(1 - ratio), Far(2 - ratio)];
    }

    private double Scale(int axis, long from, long to)
    {
        int input = node.Operator == "Upsample" ? 1 : 2;
        Tensor? scales = facts.Has(input) ? facts.Known(input, "scales") : null;
        return scales is { Length: > 0 } && axis < scales.Length ? scales[axis] : (double)to / from;
    }

    private (double Start, double End) Crop(int axis)
    {
        Tensor region = facts.Known(1, "region (roi)");
        int rank = facts.Rank(0);
        return region.Length == 2 * rank ? (region[axis], region[axis + rank]) : throw new NodeException(
            $"its region has {region.Length} numbers, but {2 * rank} are expected; the file is damaged");
    }
}
