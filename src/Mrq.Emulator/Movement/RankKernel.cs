using System.Numerics;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Movement;

/// <summary>RANK: how many dimensions the input has. Source: TFLite <c>kernels/rank.cc</c>.</summary>
internal sealed class RankKernel : Kernel
{
    private readonly int _rank;
    private readonly int _output;

    public RankKernel(KernelContext context)
    {
        context.OutputDimensions([]);
        (_rank, _output) = (context.Input(0).Shape.Rank, context.OutputIndex());
    }

    public override void Run(TensorMemory memory) => memory.Elements<int>(_output)[0] = _rank;
}

/// <summary>BROADCAST_ARGS: the shape that two constant shapes broadcast to. Source: TFLite <c>kernels/broadcast_args.cc</c>.</summary>
internal sealed class BroadcastArgsKernel<T> : Kernel
    where T : unmanaged, IBinaryInteger<T>
{
    private readonly KernelContext _context;
    private readonly TensorSource<T> _left;
    private readonly TensorSource<T> _right;
    private readonly int _output;

    public BroadcastArgsKernel(KernelContext context)
    {
        context.Require(context.Input(0).Shape.Rank == 1 && context.Input(1).Shape.Rank == 1, "both inputs must be lists.");
        context.OutputDimensions([Math.Max(context.Input(0).Shape[0], context.Input(1).Shape[0])]);
        _context = context;
        (_left, _right) = (new TensorSource<T>(context, 0), new TensorSource<T>(context, 1));
        _output = context.OutputIndex();
    }

    public override void Run(TensorMemory memory)
    {
        var left = _left.Elements(memory);
        var right = _right.Elements(memory);
        var output = memory.Elements<T>(_output);
        for (var axis = 1; axis <= output.Length; axis++)
        {
            var (l, r) = (axis <= left.Length ? left[^axis] : T.One, axis <= right.Length ? right[^axis] : T.One);
            _context.Require(l == r || l == T.One || r == T.One, $"{l} and {r} do not broadcast.");
            output[^axis] = l == T.One ? r : l;
        }
    }
}
