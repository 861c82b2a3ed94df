using System.Collections.Immutable;

namespace Unrolled.Onnx.Saving;

/// <summary>A parameter of a network in the order that its shape has in files.</summary>
/// <param name="Name">Its name, such as <c>conv2d1.weight</c>.</param>
/// <param name="Shape">Its shape, PyTorch's.</param>
/// <param name="Values">Its elements, the last axis innermost.</param>
internal sealed record SavedTensor(string Name, ImmutableArray<int> Shape, float[] Values)
{
    public static SavedTensor Of(ParameterInfo parameter, ReadOnlySpan<float> parameters)
    {
        var values = new float[parameter.Length];
        Span<int> at = stackalloc int[parameter.Shape.Length];
        int place = parameter.Offset;
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = parameters[place];
            for (int axis = at.Length - 1; axis >= 0; axis--)
            {
                place += parameter.Strides[axis];
                if (++at[axis] < parameter.Shape[axis])
                    break;
                place -= at[axis] * parameter.Strides[axis];
                at[axis] = 0;
            }
        }

        return new SavedTensor(parameter.Name, parameter.Shape, values);
    }

    /// <summary>Rows and columns changed.</summary>
    public SavedTensor Transposed()
    {
        (int rows, int columns) = (Shape[0], Shape[1]);
        var turned = new float[Values.Length];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
                turned[column * rows + row] = Values[row * columns + column];
        }

        return new SavedTensor(Name, [columns, rows], turned);
    }
}
