using System.Collections.Immutable;

namespace Unrolled.Serialization;

/// <summary>Walks a tensor's elements in the order of files (row-major) and tells each one's place in <c>Parameters</c>.</summary>
internal struct ElementWalk(ParameterInfo tensor)
{
    private readonly ImmutableArray<int> _shape = tensor.Shape;
    private readonly ImmutableArray<int> _strides = tensor.Strides;
    private readonly int[] _index = new int[tensor.Shape.Length];

    /// <summary>Where the current element lies in <c>Parameters</c>; at first that of index zero on every axis.</summary>
    public int Place { get; private set; } = tensor.Offset;

    /// <summary>Goes on to the next element; behind the last comes the first.</summary>
    public void Next()
    {
        for (int axis = _shape.Length - 1; axis >= 0; axis--)
        {
            Place += _strides[axis];
            if (++_index[axis] < _shape[axis])
                return;
            Place -= _strides[axis] * _shape[axis];
            _index[axis] = 0;
        }
    }
}
