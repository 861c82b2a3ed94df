using Unrolled.Training;

namespace Unrolled.Tests.Training;

public unsafe class GradientSlotsTests
{
    [Fact]
    public void Slots_are_added_as_a_binary_tree_of_neighbours()
    {
        const int Count = 37;
        for (int used = 1; used <= ChunkPlan.MaxSlots; used++)
        {
            var slots = new GradientSlots(Count, Count);
            slots.Ensure(0, used);
            float[][] values = [.. Enumerable.Range(0, used).Select(i => FakeData.Floats(Count, i))];
            for (int i = 0; i < used; i++)
                values[i].CopyTo(new Span<float>(slots[i], Count));
            slots.Sum(0, used, 0, 16);
            slots.Sum(0, used, 16, Count - 16);
            for (int i = 0; i < Count; i++)
                Assert.Equal(Tree([.. values.Select(v => v[i])]), slots[0][i]);
        }
    }

    private static float Tree(float[] values) => values.Length == 1
        ? values[0]
        : Tree([.. values.Chunk(2).Select(pair => pair.Length == 2 ? pair[0] + pair[1] : pair[0])]);
}
