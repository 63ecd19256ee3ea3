using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Mrq.Core.Numerics;
using Mrq.Emulator.Context;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Elementwise;

/// <summary>ADD and SUB of inputs of one shape: <see cref="AddFunction"/> for 32 elements at a time, its three requantizations in lanes.</summary>
internal sealed class VectorAddKernel<T> : Kernel
    where T : unmanaged, IBinaryInteger<T>
{
    private const int HalfBlock = ByteSums.Block / 2;
    private const int Values = 256;

    /// <summary>Fewer elements are not worth the proof, which looks at 65,536.</summary>
    private const int LeastForPlane = 4096;
    private readonly AddFunction _function;
    private readonly RequantizationLanes _leftLanes;
    private readonly RequantizationLanes _rightLanes;
    private readonly RequantizationLanes _outputLanes;
    private readonly ByteRange<T> _range;

    /// <summary>All three requantizations at once, where a plane gives the same; null where none does.</summary>
    private readonly SumPlane? _plane;
    private readonly TensorSource<T> _left;
    private readonly TensorSource<T> _right;
    private readonly int _output;

    private VectorAddKernel(KernelContext context, AddFunction function, RequantizationLanes[] lanes, ByteRange<T> range)
    {
        _function = function;
        (_leftLanes, _rightLanes, _outputLanes) = (lanes[0], lanes[1], lanes[2]);
        _range = range;
        _left = new TensorSource<T>(context, 0);
        _right = new TensorSource<T>(context, 1);
        _output = context.OutputIndex();
        _plane = context.Output().Shape.ElementCount >= LeastForPlane ? PlaneOf(function) : null;
    }

    /// <summary>Serves inputs of the output's shape under an arithmetic that has lanes.</summary>
    public static Kernel? TryCreate(KernelContext context)
    {
        if (context.Arithmetic.Sums != SumRule.General)
        {
            return null;
        }

        var function = new AddFunction(context);
        var shape = context.Output().Shape;
        var isServed = HighProduct.IsSupported && context.Input(0).Shape == shape && context.Input(1).Shape == shape && shape.ElementCount >= ByteSums.Block
            && ByteRange<T>.TryCreate(function.Left.ZeroPoint, function.Range) is not null
            && ByteRange<T>.TryCreate(function.Right.ZeroPoint, function.Range) is not null;
        if (!isServed || ByteRange<T>.TryCreate(function.Output.ZeroPoint, function.Range) is not { } range)
        {
            return null;
        }

        // A centered input is below 2⁸ in magnitude, and each is scaled by at most one half.
        var input = 1L << (8 + function.LeftShift);
        RequantizationLanes? Lanes(FixedPointMultiplier multiplier, long bound) => RequantizationLanes.TryCreate(
            context.Arithmetic.Requantization,
            Enumerable.Repeat(multiplier, 8).ToArray(),
            new AccumulatorBound(-bound, bound),
            negativesAreClamped: false);
        return Lanes(function.Left.Multiplier, input) is { } left && Lanes(function.Right.Multiplier, input) is { } right && Lanes(function.Output.Multiplier, 2 * input) is { } output
            ? new VectorAddKernel<T>(context, function, [left, right, output], range)
            : null;
    }

    public override void Run(TensorMemory memory)
    {
        var output = MemoryMarshal.AsBytes(memory.Elements<T>(_output));
        var left = MemoryMarshal.AsBytes(_left.Elements(memory))[..output.Length];
        var right = MemoryMarshal.AsBytes(_right.Elements(memory))[..output.Length];
        if (_plane is { } plane)
        {
            ByteSums.Run(left, right, output, _range.Load(), plane);
        }
        else
        {
            Run(left, right, output);
        }
    }

    /// <summary>The plane that gives what the integers do for each two bytes.</summary>
    private SumPlane? PlaneOf(in AddFunction function)
    {
        var (left, right, results) = (new byte[Values * Values], new byte[Values * Values], new byte[Values * Values]);
        for (var i = 0; i < results.Length; i++)
        {
            (left[i], right[i]) = ((byte)(i / Values), (byte)i);
        }

        Run(left, right, results);
        var (ofLeft, ofRight) = (function.StepOf(function.Left.Multiplier), function.StepOf(function.Right.Multiplier));
        return SumPlane.TryFind(results, ofLeft, function.Subtracts ? -ofRight : ofRight, (function.Range.Minimum, function.Range.Maximum), typeof(T) == typeof(sbyte));
    }

    private void Run(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> output)
    {
        if (Avx2.IsSupported)
        {
            ByteSums.Run(left, right, output, _range.Load(), new IntegerLanes(_function, _leftLanes.Load<TiesAway>(0), _rightLanes.Load<TiesAway>(0), _outputLanes.Load<TiesAway>(0)));
            return;
        }

        // The last block starts early where the length is no multiple: the output lies apart from both inputs.
        for (var i = 0; i < output.Length; i += HalfBlock)
        {
            var at = (nuint)Math.Min(i, output.Length - HalfBlock);
            ref var l = ref Unsafe.Add(ref MemoryMarshal.GetReference(left), at);
            ref var r = ref Unsafe.Add(ref MemoryMarshal.GetReference(right), at);
            _range.Narrow(Four(ref l, ref r, 0), Four(ref l, ref r, 4), Four(ref l, ref r, 8), Four(ref l, ref r, 12)).StoreUnsafe(ref Unsafe.Add(ref MemoryMarshal.GetReference(output), at));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector128<int> Four(ref byte left, ref byte right, nuint i)
    {
        var l = _leftLanes.Apply((WidenedBytes.Widen4<T>(ref left, i) - Vector128.Create(_function.Left.ZeroPoint)) << _function.LeftShift, 0);
        var r = _rightLanes.Apply((WidenedBytes.Widen4<T>(ref right, i) - Vector128.Create(_function.Right.ZeroPoint)) << _function.LeftShift, 0);
        return _outputLanes.Apply(_function.Subtracts ? l - r : l + r, 0);
    }

    /// <summary>Three requantizations of eight values. Where ties go up the thresholds are below every number.</summary>
    private readonly struct IntegerLanes(AddFunction function, EightLanes<TiesAway> leftLanes, EightLanes<TiesAway> rightLanes, EightLanes<TiesAway> outputLanes) : ISumLanes
    {
        private readonly int _leftZeroPoint = function.Left.ZeroPoint;
        private readonly int _rightZeroPoint = function.Right.ZeroPoint;
        private readonly int _leftShift = function.LeftShift;
        private readonly bool _subtracts = function.Subtracts;

        public static bool HasZeroPoint => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<int> Apply(Vector256<int> left, Vector256<int> right)
        {
            var l = leftLanes.Apply((left - Vector256.Create(_leftZeroPoint)) << _leftShift);
            var r = rightLanes.Apply((right - Vector256.Create(_rightZeroPoint)) << _leftShift);
            return outputLanes.Apply(_subtracts ? l - r : l + r);
        }
    }
}
