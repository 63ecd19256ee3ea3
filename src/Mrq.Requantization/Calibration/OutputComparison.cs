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
    private readonly Tensor _source;
    private readonly Tensor _target;
    private readonly double _sourceScale;
    private readonly double[] _targetScales;
    private readonly int _targetZeroPoint;
    private readonly OutputError[] _errors;

    public OutputComparison(PairedRun run, int tensor, ActivationFolding folding)
    {
        (_tensor, _source, _target) = (tensor, run.Source.Tensors[tensor], run.Target.Tensors[tensor]);
        var channels = _source.Shape.Rank == 0 ? 1 : _source.Shape[^1];
        _sourceScale = _source.Quantization!.Scale;
        _targetScales = [.. Enumerable.Range(0, channels).Select(channel => _target.Quantization!.Scale / folding.Factor(tensor, channel))];
        _targetZeroPoint = _target.Quantization!.ZeroPoint + folding.ZeroPoints[tensor];
        _errors = new OutputError[run.Samples];
    }

    /// <summary>All samples, added in their order.</summary>
    public OutputError Error => _errors.Aggregate((sum, one) => sum.Plus(one));

    /// <summary>Compares a sample in sessions that have just computed the tensor. Sums run in the order of memory.</summary>
    public void Add(int sample, EmulatorSession source, EmulatorSession target)
    {
        var before = source.Value(_tensor);
        var after = target.Value(_tensor);
        _errors[sample] = _source.Type switch
        {
            ElementType.UInt8 => Of(before, after),
            ElementType.Int8 => Of(MemoryMarshal.Cast<byte, sbyte>(before), after),
            _ => Of(MemoryMarshal.Cast<byte, short>(before), after),
        };
    }

    private OutputError Of<T>(ReadOnlySpan<T> source, ReadOnlySpan<byte> target)
        where T : unmanaged, IBinaryInteger<T> => _target.Type switch
    {
        ElementType.UInt8 => Compare(source, target),
        ElementType.Int8 => Compare(source, MemoryMarshal.Cast<byte, sbyte>(target)),
        _ => Compare(source, MemoryMarshal.Cast<byte, short>(target)),
    };

    /// <summary>A loop for each pair of types: a switch for each value takes longer than all of the rest.</summary>
    private OutputError Compare<TSource, TTarget>(ReadOnlySpan<TSource> source, ReadOnlySpan<TTarget> target)
        where TSource : unmanaged, IBinaryInteger<TSource>
        where TTarget : unmanaged, IBinaryInteger<TTarget>
    {
        var (signal, noise) = (0d, 0d);
        var (sourceBest, targetBest, channel) = (0, 0, 0);
        var sourceZeroPoint = _source.Quantization!.ZeroPoint;
        for (var i = 0; i < source.Length; i++)
        {
            var x = (int.CreateTruncating(source[i]) - sourceZeroPoint) * _sourceScale;
            var difference = x - ((int.CreateTruncating(target[i]) - _targetZeroPoint) * _targetScales[channel]);
            channel = channel + 1 < _targetScales.Length ? channel + 1 : 0;
            signal += x * x;
            noise += difference * difference;
            sourceBest = source[i] > source[sourceBest] ? i : sourceBest;
            targetBest = target[i] > target[targetBest] ? i : targetBest;
        }

        return new OutputError(signal, noise, sourceBest == targetBest ? 1 : 0);
    }
}
