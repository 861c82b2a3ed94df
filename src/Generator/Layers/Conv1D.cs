using Unrolled.Generator.Diagnostics;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>
/// <c>y[f,c] = b[f] + Σ x[k, c·s+j·d-p]·w[f,k,j]</c>; see <see cref="Convolution"/>. A causal one has all its padding,
/// <c>d·(kernel-1)</c>, in front, so that no output sees an input after its own place.
/// </summary>
internal sealed class Conv1D() : Convolution(WindowAxis.Line)
{
    public override bool Streams(LayerSpec spec) => spec.Number("Causal", 0) != 0 && spec.Integer("Stride", 1) <= 1;

    protected override IReadOnlyList<Window> Windows(LayerSpec spec, Shape input, IReadOnlyList<Window> windows)
    {
        if (spec.Number("Causal", 0) == 0)
            return windows;
        string? padding = spec.Integer("Same", 0) != 0 ? "Same" : Window.Padding(spec)?.Name;
        if (padding is not null)
        {
            throw new DoesNotFitException(
                $"{spec.Declaration} sets {padding} for {input} but is causal, which fixes it: {windows[0].Reach - 1} zeros in front, " +
                $"none behind; remove {padding} or Causal",
                new Fix(Edit.Without, padding), new Fix(Edit.Without, "Causal"));
        }

        return [.. windows.Select(static w => w with { Before = w.Reach - 1, After = 0 })];
    }
}
