using System.Numerics;
using System.Runtime.InteropServices;
using Mrq.Core.Graph;
using Mrq.Requantization.Plan;

namespace Mrq.Requantization.Calibration;

/// <summary>How far the target's values of one tensor are from the source's over the calibration samples.</summary>
/// <param name="Signal">Σ x² of the source, in real numbers.</param>
/// <param name="Noise">Σ (x − y/c)², y the target's value and c its folding factor.</param>
/// <param name="Agreeing">Samples whose largest value stands at the same place.</param>
internal readonly record struct OutputError(double Signal, double Noise, int Agreeing)
{
    /// <summary>10·log10(signal / noise), to hundredths; null where nothing differs or nothing is there.</summary>
    public double? Decibels => Signal > 0 && Noise > 0 ? Math.Round(10 * Math.Log10(Signal / Noise), 2) : null;

    /// <summary>Sums run in the order of memory within a sample, and in the order of samples.</summary>
    public static OutputError Of(Lockstep lockstep, QuantizedGraph source, int tensor, ActivationFolding folding, ParallelOptions parallel)
    {
        var (before, after) = (source.Tensors[tensor], lockstep.Target.Tensors[tensor]);
        var channels = before.Shape.Rank == 0 ? 1 : before.Shape[^1];
        double sourceScale = before.Quantization!.Scale;
        var targetScales = Enumerable.Range(0, channels).Select(channel => after.Quantization!.Scale / folding.Factor(tensor, channel)).ToArray();
        var perSample = new OutputError[lockstep.Samples];
        Parallel.For(0, perSample.Length, parallel, sample => perSample[sample] = Of(
            Values(lockstep.SourceTensor(sample, tensor), before, before.Quantization.ZeroPoint),
            Values(lockstep.TargetTensor(sample, tensor), after, after.Quantization!.ZeroPoint + folding.ZeroPoints[tensor]),
            sourceScale,
            targetScales));
        var (signal, noise, agreeing) = (0d, 0d, 0);
        foreach (var one in perSample)
        {
            (signal, noise, agreeing) = (signal + one.Signal, noise + one.Noise, agreeing + one.Agreeing);
        }

        return new OutputError(signal, noise, agreeing);
    }

    private static OutputError Of(int[] source, int[] target, double sourceScale, double[] targetScales)
    {
        var (signal, noise) = (0d, 0d);
        var (sourceBest, targetBest) = (0, 0);
        var channel = 0;
        for (var i = 0; i < source.Length; i++)
        {
            var x = source[i] * sourceScale;
            var difference = x - (target[i] * targetScales[channel]);
            channel = channel + 1 < targetScales.Length ? channel + 1 : 0;
            signal += x * x;
            noise += difference * difference;
            sourceBest = source[i] > source[sourceBest] ? i : sourceBest;
            targetBest = target[i] > target[targetBest] ? i : targetBest;
        }

        return new OutputError(signal, noise, sourceBest == targetBest ? 1 : 0);
    }

    private static int[] Values(ReadOnlySpan<byte> bytes, Tensor tensor, int zeroPoint) => tensor.Type switch
    {
        ElementType.UInt8 => Values(bytes, zeroPoint),
        ElementType.Int8 => Values(MemoryMarshal.Cast<byte, sbyte>(bytes), zeroPoint),
        _ => Values(MemoryMarshal.Cast<byte, short>(bytes), zeroPoint),
    };

    /// <summary>A loop for each type: a switch for each value takes longer than all of the rest.</summary>
    private static int[] Values<T>(ReadOnlySpan<T> integers, int zeroPoint) where T : unmanaged, IBinaryInteger<T>
    {
        var values = new int[integers.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = int.CreateTruncating(integers[i]) - zeroPoint;
        }

        return values;
    }
}
