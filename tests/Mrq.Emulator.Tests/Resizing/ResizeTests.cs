using System.Runtime.InteropServices;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using static Mrq.Emulator.Tests.OneOperatorGraph;
using static Mrq.Emulator.Tests.SmallTensors;

namespace Mrq.Emulator.Tests.Resizing;

[TestClass]
public sealed class ResizeTests
{
    private static readonly ResizeBilinear Bilinear = new() { Inputs = [], Outputs = [] };

    [TestMethod]
    [DataRow("tflite", -3)]
    [DataRow("tflite-single-rounding", -2)]
    public void Halves_between_int16_pixels_round_as_the_arithmetic_says(string arithmetic, int negativeHalf)
    {
        short[] input = [1, 2, -3, -2];
        var graph = Of(Bilinear, [Values(ElementType.Int16, 2, 1, 2, 1), Integers(1, 4)], Values(ElementType.Int16, 2, 1, 4, 1));

        var output = MemoryMarshal.Cast<byte, short>(graph.RunBytes(MemoryMarshal.AsBytes(input.AsSpan()), ArithmeticCatalogue.Named(arithmetic))).ToArray();

        // Positions 0, 1/2, 1 and, clamped to the last pixel, 3/2: 1½ rounds to 2 in both, −2½ to −3 or −2.
        CollectionAssert.AreEqual(new short[] { 1, 2, 2, 2, -3, (short)negativeHalf, -2, -2 }, output);
    }

    [TestMethod]
    public void The_corners_can_be_aligned_or_the_centers_but_not_both() =>
        Of(Bilinear with { AlignCorners = true, HalfPixelCenters = true }, [Bytes(1, 2, 2, 1), Integers(4, 4)], Bytes(1, 4, 4, 1)).AssertInvalid();

    [TestMethod]
    public void The_size_must_be_the_outputs() => Of(Bilinear, [Bytes(1, 2, 2, 1), Integers(4, 5)], Bytes(1, 4, 4, 1)).AssertInvalid();

    [TestMethod]
    public void A_step_that_leaves_the_image_is_refused()
    {
        // 1024 · 5 / 3411 is 1.501 and rounds to 2: the last of 3411 steps would end far behind the fifth pixel.
        var graph = Of(Bilinear, [Values(ElementType.Int8, 1, 1, 5, 1), Integers(1, 3411)], Values(ElementType.Int8, 1, 1, 3411, 1));

        graph.AssertInvalid();
    }

    [TestMethod]
    public void The_nearest_pixel_of_any_type_is_copied() =>
        CollectionAssert.AreEqual(
            new long[] { 5, 5, 6, 6 },
            Of(new ResizeNearestNeighbor { Inputs = [], Outputs = [] }, [Values(ElementType.Int64, 1, 1, 2, 1), Integers(1, 4)], Values(ElementType.Int64, 1, 1, 4, 1)).Run<long>(5, 6));
}
