using System.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Pooling;

/// <summary>ARG_MAX and ARG_MIN on raw values: of equal ones the first. Source: TFLite <c>reference/arg_min_max.h</c>.</summary>
internal sealed class ArgExtremumKernel<T, TIndex> : Kernel
    where T : unmanaged, INumber<T>
    where TIndex : unmanaged, IBinaryInteger<TIndex>
{
    private readonly bool _isMaximum;
    private readonly TensorSource<T> _input;
    private readonly int _output;
    private readonly int _inner;

    public ArgExtremumKernel(KernelContext context)
    {
        var input = context.Dimensions(context.Input(0));
        var axis = context.Axis(context.Integers(1, 1)[0], input.Length);
        context.Require(input[axis] > 0, "there is no extremum of nothing.");
        int[] output = [.. input[..axis], .. input[(axis + 1)..]];
        context.OutputDimensions(output.Select(size => (long)size));

        _isMaximum = context.Operator is ArgMax;
        Count = input[axis];
        _inner = ContextShapes.Product(input.AsSpan(axis + 1));
        _input = new TensorSource<T>(context, 0);
        _output = context.OutputIndex();
    }

    /// <summary>Values of which one is sought.</summary>
    public int Count { get; }

    /// <summary>Whether these values lie one behind the other.</summary>
    public bool IsOverLastAxis => _inner == 1;

    public override void Run(TensorMemory memory)
    {
        var input = _input.Elements(memory);
        var output = memory.Elements<TIndex>(_output);
        for (var i = 0; i < output.Length; i++)
        {
            var first = (i / _inner * Count * _inner) + (i % _inner);
            var best = 0;
            for (var k = 1; k < Count; k++)
            {
                var (candidate, value) = (input[first + (k * _inner)], input[first + (best * _inner)]);
                if (_isMaximum ? candidate > value : candidate < value)
                {
                    best = k;
                }
            }

            output[i] = TIndex.CreateTruncating(best);
        }
    }
}
