namespace Unrolled.Generator.Kernels.Nests;

/// <summary>
/// Takes loops together that walk through memory as one, such as the rows and columns of a 1×1 convolution, and leaves out those of a
/// single turn. Terms and their order stay; there are fewer loops to nest, to tile and to write tails for.
/// </summary>
internal static class LoopMerge
{
    public static NestKernel Of(NestKernel kernel) => kernel with
    {
        Outs = Merged(kernel, [.. kernel.Outs.Where(l => !IsDropped(kernel, l))], out IReadOnlyDictionary<string, string> outs),
        Sums = Merged(kernel, [.. kernel.Sums.Where(l => !IsDropped(kernel, l))], out IReadOnlyDictionary<string, string> sums),
        Left = Renamed(kernel.Left, outs, sums),
        Right = kernel.Right is null ? null : Renamed(kernel.Right, outs, sums),
        Bias = kernel.Bias is null ? null : Renamed(kernel.Bias, outs, sums),
        Output = Renamed(kernel.Output, outs, sums),
        Extras = [.. kernel.Extras.Select(e => Renamed(e, outs, sums))],
    };

    private static bool IsBound(NestKernel kernel, Loop loop) => kernel.Bounds.Any(b => b.Out == loop.Name || b.Sum == loop.Name);

    private static bool IsDropped(NestKernel kernel, Loop loop) => loop is { Extent: 1, Limit: null } && !IsBound(kernel, loop);

    /// <summary>Neighbouring loops taken together; <paramref name="names"/> tells the new name of each innermost one.</summary>
    private static IReadOnlyList<Loop> Merged(NestKernel kernel, IReadOnlyList<Loop> loops, out IReadOnlyDictionary<string, string> names)
    {
        var merged = new List<(Loop Loop, string Inner)>();
        foreach (Loop inner in loops)
        {
            if (merged.Count > 0 && merged[merged.Count - 1] is var (outer, name) && IsOneWalk(kernel, name, inner, outer))
                merged[merged.Count - 1] = (new Loop(outer.Name + inner.Name, outer.Extent * inner.Extent), inner.Name);
            else
                merged.Add((inner, inner.Name));
        }

        names = merged.ToDictionary(static m => m.Inner, static m => m.Loop.Name);
        return [.. merged.Select(static m => m.Loop)];
    }

    private static bool IsOneWalk(NestKernel kernel, string outer, Loop inner, Loop merged)
    {
        bool constant = inner.Limit is null && merged.Limit is null && inner.Extent > 0;
        bool free = !IsBound(kernel, inner) && !IsBound(kernel, new Loop(outer, 0));
        return constant && free && kernel.Pointed.All(a => a.Stride(outer) == (long)a.Stride(inner.Name) * inner.Extent);
    }

    private static Access Renamed(Access access, params IReadOnlyDictionary<string, string>[] names)
    {
        var strides = new Dictionary<string, int>();
        foreach (KeyValuePair<string, string> name in names.SelectMany(static n => n))
        {
            if (access.Stride(name.Key) is not 0 and int stride)
                strides[name.Value] = stride;
        }

        return access with { Strides = strides };
    }
}
