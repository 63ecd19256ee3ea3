using System.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Linear.Products;
using Mrq.Emulator.Linear.Stages;

namespace Mrq.Emulator.Linear;

/// <summary>FULLY_CONNECTED as a product of packed rows with packed weights; bit for bit <see cref="FullyConnectedKernel{TIn,TOut}"/>.</summary>
internal sealed class PackedFullyConnectedKernel<TIn, TOut> : Kernel
    where TIn : unmanaged, IBinaryInteger<TIn>
    where TOut : unmanaged, IBinaryInteger<TOut>
{
    private const int BlockRows = 16;
    private readonly int _input;
    private readonly int _output;
    private readonly PackedProduct<TOut> _product;

    private PackedFullyConnectedKernel(KernelContext context, int units, ReadOnlySpan<short> weights, OutputStage stage)
    {
        Accumulator = stage.Accumulator;
        _input = context.InputIndex(0);
        _output = context.OutputIndex();
        var zeroPoint = context.ActivationQuantization(context.Input(0)).ZeroPoint;
        _product = PackedProduct<TOut>.Create(weights, units, typeof(TIn) == typeof(sbyte), zeroPoint, stage);
    }

    public override AccumulatorUse Accumulator { get; }

    /// <summary>Serves constant weights and what cannot overflow; the reference kernel checks the shapes and refuses.</summary>
    public static Kernel? TryCreate(KernelContext context)
    {
        var checkedFirst = new FullyConnectedKernel<TIn, TOut>(context);
        if (!checkedFirst.Accumulator.FitsInt32 || !context.Input(1).IsConstant || !TileStage<TOut>.TakesInput(context))
        {
            return null;
        }

        var units = context.Input(1).Shape[0];
        var weights = Weights.Centered(context);
        var stage = OutputStage.Create(context, LinearOperands.Of((FullyConnected)context.Operator, context, units), weights);
        return units == 0 ? null : new PackedFullyConnectedKernel<TIn, TOut>(context, units, weights, stage);
    }

    public override void Run(TensorMemory memory)
    {
        var packer = _product.Packer;
        var input = memory.Elements<byte>(_input);
        var output = memory.Elements<TOut>(_output);
        using var scratch = new Scratch(BlockRows * packer.Words);
        var rows = input.Length / packer.Depth;
        for (var row = 0; row < rows; row += BlockRows)
        {
            var count = Math.Min(BlockRows, rows - row);
            for (var i = 0; i < count; i++)
            {
                packer.Pack(input.Slice((row + i) * packer.Depth, packer.Depth), scratch.Span.Slice(i * packer.Words, packer.Words), 0);
            }

            _product.Multiply(scratch.Span, count, output[(row * _product.Channels)..]);
        }
    }
}
