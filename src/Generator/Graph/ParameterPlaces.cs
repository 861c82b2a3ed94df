namespace Unrolled.Generator.Graphs;

/// <summary>Where parameters and their gradients lie.</summary>
internal static class ParameterPlaces
{
    /// <summary>
    /// The network's own parameters in front: learned ones first, those with slots before the others, so that what is summed and updated
    /// is one stretch. Behind them each part that is a network, laid out as it is alone, so that its memory can be shared. Gradients lie
    /// close together, those with slots first.
    /// </summary>
    public static void Assign(IReadOnlyList<Parameter> parameters, IReadOnlyList<NetworkPart> parts)
    {
        int offset = 0;
        IEnumerable<Parameter> own = parameters.Except(parts.SelectMany(static p => p.Parameters));
        foreach (Parameter parameter in own.OrderBy(static p => p.IsSlotted ? 0 : p.Learned ? 1 : 2))
        {
            parameter.Offset = parameter.OffsetInPart = offset;
            offset += parameter.Shape.Length;
        }

        int number = 0;
        foreach (NetworkPart part in parts)
        {
            number++;
            part.Offset = offset;
            for (int i = 0; i < part.Parameters.Count; i++)
            {
                Parameter parameter = part.Parameters[i];
                parameter.Part = number;
                parameter.OffsetInPart = part.Alone[i];
                parameter.Offset = offset + parameter.OffsetInPart;
            }

            offset += part.Length;
        }

        int gradient = 0;
        foreach (Parameter parameter in Learned(parameters))
        {
            parameter.GradientOffset = gradient;
            gradient += parameter.Shape.Length;
        }
    }

    /// <summary>Stretches of learned parameters whose gradients lie in the same order.</summary>
    public static IReadOnlyList<(int Offset, int Gradient, int Length)> Ranges(IReadOnlyList<Parameter> parameters)
    {
        var ranges = new List<(int Offset, int Gradient, int Length)>();
        int part = -1;
        foreach (Parameter parameter in Learned(parameters))
        {
            (int Offset, int Gradient, int Length) last = ranges.LastOrDefault();
            if (parameter.Part == part && last.Offset + last.Length == parameter.Offset)
                ranges[ranges.Count - 1] = last with { Length = last.Length + parameter.Shape.Length };
            else
                ranges.Add((parameter.Offset, parameter.GradientOffset, parameter.Shape.Length));
            part = parameter.Part;
        }

        return ranges;
    }

    private static IEnumerable<Parameter> Learned(IReadOnlyList<Parameter> parameters) =>
        parameters.Where(static p => p.Learned).OrderBy(static p => p.IsSlotted ? 0 : 1).ThenBy(static p => p.Offset);
}
