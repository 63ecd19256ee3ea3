using System.Numerics;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;

namespace Mrq.Emulator.Elementwise;

/// <summary>
/// Operators on two tensors of plain numbers, shapes and indices for the most part: integers wrap around. Source: TFLite <c>kernels/add.cc</c>, <c>sub.cc</c>,
/// <c>mul.cc</c>, <c>div.cc</c>, <c>floor_div.cc</c>, <c>floor_mod.cc</c>, <c>pow.cc</c>, <c>squared_difference.cc</c> and their reference kernels.
/// </summary>
internal readonly struct NumberFunction<T>(Func<T, T, T> operation, T minimum, T maximum) : IPairFunction<T, T>
    where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
{
    private const double Beyond = 1L << 53;

    private readonly Func<T, T, T> _operation = operation;
    private readonly T _minimum = minimum;
    private readonly T _maximum = maximum;

    public T Apply(T left, T right) => T.Clamp(_operation(left, right), _minimum, _maximum);

    public static Kernel Create(KernelContext context)
    {
        var (minimum, maximum) = Bounds(context, (context.Operator as ActivatedOperator)?.FusedActivationFunction ?? ActivationFunctionType.None);
        var kernel = new PairKernel<T, T, NumberFunction<T>>(context, new NumberFunction<T>(OperationOf(context), minimum, maximum));
        return context.Operator switch
        {
            Div or FloorDiv or FloorMod => new CheckedKernel<T>(context, kernel, 1, value => !T.IsZero(value), "nothing can be divided by 0"),
            Pow => new CheckedKernel<T>(context, kernel, 1, value => !T.IsNegative(value), "integers have no powers of negative exponents"),
            _ => kernel,
        };
    }

    private static Func<T, T, T> OperationOf(KernelContext context) => context.Operator switch
    {
        Add => (left, right) => unchecked(left + right),
        Sub => (left, right) => unchecked(left - right),
        Mul => (left, right) => unchecked(left * right),
        SquaredDifference => (left, right) => unchecked((left - right) * (left - right)),
        Div => (left, right) => T.IsZero(right + T.One) ? unchecked(-left) : left / right,
        FloorDiv => (left, right) => T.CreateTruncating((long)Math.Floor(double.CreateTruncating(left) / double.CreateTruncating(right))),
        FloorMod => FloorModulo,
        _ => Power,
    };

    /// <summary>With the divisor's sign; −1 apart, as the smallest integer has no quotient by it.</summary>
    private static T FloorModulo(T left, T right)
    {
        if (T.IsZero(right + T.One))
        {
            return T.Zero;
        }

        var truncated = left % right;
        return !T.IsZero(truncated) && T.IsNegative(truncated) != T.IsNegative(right) ? truncated + right : truncated;
    }

    /// <summary>In double, as C's pow; beyond what T holds the conversion back gives x86's answer, the smallest integer.</summary>
    private static T Power(T left, T right)
    {
        var (basis, power) = (double.CreateTruncating(left), 1d);
        for (var exponent = long.CreateTruncating(right); exponent > 0 && Math.Abs(power) < Beyond && (power != 1 || basis != 1); exponent--)
        {
            if (Math.Abs(basis) <= 1)
            {
                power = basis == 0 ? 0 : exponent % 2 == 0 ? 1 : basis;
                break;
            }

            power *= basis;
        }

        return power >= double.CreateTruncating(T.MinValue) && power <= double.CreateTruncating(T.MaxValue) ? T.CreateTruncating((long)power) : T.MinValue;
    }

    private static (T Minimum, T Maximum) Bounds(KernelContext context, ActivationFunctionType function) => function switch
    {
        ActivationFunctionType.None => (T.MinValue, T.MaxValue),
        ActivationFunctionType.Relu => (T.Zero, T.MaxValue),
        ActivationFunctionType.Relu6 => (T.Zero, T.CreateTruncating(6)),
        ActivationFunctionType.ReluN1To1 => (-T.One, T.One),
        _ => throw context.Invalid($"the fused activation {function} is not defined for integers."),
    };
}
