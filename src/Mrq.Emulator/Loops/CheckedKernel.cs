using System.Numerics;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Loops;

/// <summary>A kernel whose operator is not defined for all values of an input: TFLite looks at all of them first, and fails.</summary>
internal sealed class CheckedKernel<T> : Kernel
    where T : unmanaged, INumber<T>
{
    private readonly KernelContext _context;
    private readonly Kernel _kernel;
    private readonly TensorSource<T> _input;
    private readonly Func<T, bool> _isDefined;
    private readonly string _rule;

    /// <param name="context">The operator.</param>
    /// <param name="kernel">What computes it.</param>
    /// <param name="input">The place of the input that is looked at.</param>
    /// <param name="isDefined">Whether a value may be there.</param>
    /// <param name="rule">What it has to be, for the message.</param>
    public CheckedKernel(KernelContext context, Kernel kernel, int input, Func<T, bool> isDefined, string rule)
    {
        (_context, _kernel, _isDefined, _rule) = (context, kernel, isDefined, rule);
        _input = new TensorSource<T>(context, input);
        if (context.Input(input).IsConstant)
        {
            Check(context.Constant<T>(input));
        }
    }

    /// <summary>The same under a runtime that refuses such values; the kernel itself under one that goes on with them.</summary>
    /// <inheritdoc cref="CheckedKernel{T}(KernelContext, Kernel, int, Func{T, bool}, string)"/>
    public static Kernel WhereRefused(KernelContext context, Kernel kernel, int input, Func<T, bool> isDefined, string rule) =>
        context.Arithmetic.Quirks.RefusesUndefinedValues ? new CheckedKernel<T>(context, kernel, input, isDefined, rule) : kernel;

    public override AccumulatorUse? Accumulator => _kernel.Accumulator;

    public override void Run(TensorMemory memory)
    {
        Check(_input.Elements(memory));
        _kernel.Run(memory);
    }

    private void Check(ReadOnlySpan<T> values)
    {
        foreach (var value in values)
        {
            if (!_isDefined(value))
            {
                throw _context.Invalid($"the value {value} is not defined here: {_rule}.");
            }
        }
    }
}
