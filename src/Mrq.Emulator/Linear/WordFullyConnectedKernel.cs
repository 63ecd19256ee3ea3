using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Linear.Stages;

namespace Mrq.Emulator.Linear;

/// <summary>FULLY_CONNECTED on int16 activations; bit for bit <see cref="FullyConnectedKernel{TIn,TOut}"/>.</summary>
internal sealed class WordFullyConnectedKernel : Kernel
{
    private readonly WordRows _rows;
    private readonly int _input;
    private readonly int _output;
    private readonly int _depth;

    private WordFullyConnectedKernel(KernelContext context, WordRows rows, int depth) => (_rows, _input, _output, _depth) = (rows, context.InputIndex(0), context.OutputIndex(), depth);

    public override AccumulatorUse Accumulator => _rows.Accumulator;

    /// <summary>Serves constant weights.</summary>
    public static Kernel? TryCreate(KernelContext context)
    {
        var (_, units, depth) = FullyConnectedShape.Of(context);
        return context.Input(1).IsConstant && WordRows.TryCreate(context, LinearOperands.Of((FullyConnected)context.Operator, context, units), Weights.Centered(context), units) is { } rows
            ? new WordFullyConnectedKernel(context, rows, depth)
            : null;
    }

    public override void Run(TensorMemory memory) =>
        _rows.Run(memory.Elements<short>(_input), memory.Elements<short>(_output), (input, row, values) => input.Slice(row * _depth, _depth).CopyTo(values));
}
