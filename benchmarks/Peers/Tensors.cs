namespace Unrolled.Benchmarks.Peers;

/// <summary>A network's tensors as PyTorch lays them out, in the order of its layers.</summary>
internal sealed record NamedTensor(string Name, long[] Shape, float[] Values, bool Learned)
{
    public static NamedTensor[] Of<T>(T network) where T : class, INetwork<T>
    {
        NamedTensor[] tensors = new NamedTensor[T.Info.Parameters.Length];
        for (int i = 0; i < tensors.Length; i++)
        {
            ParameterInfo info = T.Info.Parameters[i];
            tensors[i] = new(info.Name, [.. info.Shape.Select(e => (long)e)], Gather(network.Parameters, info), info.Learned);
        }

        return tensors;
    }

    private static float[] Gather(ReadOnlySpan<float> parameters, ParameterInfo info)
    {
        float[] values = new float[info.Length];
        for (int i = 0; i < values.Length; i++)
        {
            int place = info.Offset;
            for (int axis = info.Shape.Length - 1, rest = i; axis >= 0; rest /= info.Shape[axis], axis--)
                place += rest % info.Shape[axis] * info.Strides[axis];
            values[i] = parameters[place];
        }

        return values;
    }
}
