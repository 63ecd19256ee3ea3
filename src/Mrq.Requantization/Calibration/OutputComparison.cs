using System.Numerics;
using System.Runtime.InteropServices;
using Mrq.Core.Graph;
using Mrq.Emulator;
using Mrq.Requantization.Plan;

namespace Mrq.Requantization.Calibration;

/// <summary>Compares one tensor of source and target, sample by sample, in real numbers: the target's value of a channel stands for itself over its folding factor.</summary>
internal sealed class OutputComparison
{
    private readonly int _tensor;
    private readonly QuantizedValues _source;
    private readonly QuantizedValues _target;
    private readonly bool _findsLargest;
    private readonly OutputError[] _errors;

    /// <param name="run">Source and target.</param>
    /// <param name="tensor">The tensor.</param>
    /// <param name="folding">What the target's tensor stands for.</param>
    /// <param name="findsLargest">Whether samples are counted whose largest value stands at the same place; of a layer within nobody asks for it.</param>
    public OutputComparison(PairedRun run, int tensor, ActivationFolding folding, bool findsLargest)
    {
        var (source, target) = (run.Source.Tensors[tensor], run.Target.Tensors[tensor]);
        var channels = source.Shape.Rank == 0 ? 1 : source.Shape[^1];
        (_tensor, _findsLargest) = (tensor, findsLargest);
        _source = new QuantizedValues(source.Type, source.Quantization!.ZeroPoint, [source.Quantization.Scale]);
        _target = new QuantizedValues(
            target.Type,
            target.Quantization!.ZeroPoint + folding.ZeroPoints[tensor],
            [.. Enumerable.Range(0, channels).Select(channel => target.Quantization.Scale / folding.Factor(tensor, channel))]);
        _errors = new OutputError[run.Samples];
    }

    /// <summary>All samples, added in their order.</summary>
    public OutputError Error => _errors.Aggregate((sum, one) => sum.Plus(one));

    /// <summary>Compares a sample in sessions that have just computed the tensor. Sums run in the order of memory.</summary>
    public void Add(int sample, EmulatorSession source, EmulatorSession target)
    {
        var before = source.Value(_tensor);
        var after = target.Value(_tensor);
        var (signal, noise) = _source.Compare(before, _target, after);
        _errors[sample] = new OutputError(signal, noise, _findsLargest && IndexOfLargest(_source.Type, before) == IndexOfLargest(_target.Type, after) ? 1 : 0);
    }

    private static int IndexOfLargest(ElementType type, ReadOnlySpan<byte> bytes) => type switch
    {
        ElementType.UInt8 => IndexOfLargest(bytes),
        ElementType.Int8 => IndexOfLargest(MemoryMarshal.Cast<byte, sbyte>(bytes)),
        _ => IndexOfLargest(MemoryMarshal.Cast<byte, short>(bytes)),
    };

    /// <summary>The first of equal ones.</summary>
    private static int IndexOfLargest<T>(ReadOnlySpan<T> values)
        where T : unmanaged, INumber<T>
    {
        var best = 0;
        for (var i = 1; i < values.Length; i++)
        {
            best = values[i] > values[best] ? i : best;
        }

        return best;
    }
}
