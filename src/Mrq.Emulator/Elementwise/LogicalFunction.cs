using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;

namespace Mrq.Emulator.Elementwise;

/// <summary>LOGICAL_AND and LOGICAL_OR. Source: TFLite <c>kernels/logical.cc</c>.</summary>
internal readonly struct LogicalFunction(KernelContext context) : IPairFunction<byte, bool>
{
    private readonly bool _isAnd = context.Operator is LogicalAnd;

    public bool Apply(byte left, byte right) => _isAnd ? left != 0 && right != 0 : left != 0 || right != 0;
}

/// <summary>LOGICAL_NOT. Source: TFLite <c>kernels/elementwise.cc</c>.</summary>
internal readonly struct LogicalNotFunction : IElementFunction<byte, bool>
{
    public bool Apply(byte value) => value == 0;
}
