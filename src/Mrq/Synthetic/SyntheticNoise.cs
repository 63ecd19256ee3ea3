using System.Runtime.InteropServices;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Evaluation.Datasets;

namespace Mrq.Synthetic;

/// <summary>
/// Samples for comparing outputs where there is no data and the input is no image: every value of the input's range is equally
/// likely. Good enough to see that two models compute alike, too far from any real distribution to calibrate with.
/// </summary>
internal static class SyntheticNoise
{
    private const int Count = 32;

    /// <summary>The same samples in every run.</summary>
    public static Dataset Create(Tensor input)
    {
        var bytes = new byte[Count * input.Type.ByteCount(input.Shape.ElementCount)];
        var state = 0UL;
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)(SplitMix64.Next(ref state) >> 56);
        }

        if (input.Type is not (ElementType.Int8 or ElementType.UInt8 or ElementType.Int16))
        {
            // Random bits are no numbers of another type; whole levels are of all of them.
            bytes = MemoryMarshal.AsBytes<float>([.. bytes.Take((int)(Count * input.Shape.ElementCount)).Select(level => (level - 127.5f) / 127.5f)]).ToArray();
        }

        var type = input.Type is ElementType.Int8 or ElementType.UInt8 or ElementType.Int16 ? input.Type : ElementType.Float32;
        var dimensions = input.Shape.Rank > 0 && input.Shape[0] == 1 ? input.Shape.Dimensions[1..] : input.Shape.Dimensions;
        return Dataset.Create(new NumpyArray("noise", type, new TensorShape([Count, .. dimensions]), bytes), null);
    }
}
