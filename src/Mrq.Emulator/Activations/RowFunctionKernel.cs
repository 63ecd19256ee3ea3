using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Activations;

// Inside the namespace, so that Int16 is the element type and not System's.
using static Mrq.Core.Graph.ElementType;

/// <summary>
/// SOFTMAX, LOG_SOFTMAX and L2_NORMALIZATION over the last dimension as ONNX Runtime's Softmax, LogSoftmax and LpNormalization in float32, most often between DequantizeLinear and
/// QuantizeLinear. Source: MlasComputeSoftmax in <c>core/mlas/lib/compute.cpp</c>, <c>core/providers/cpu/nn/lp_norm.cc</c>.
/// </summary>
internal sealed class RowFunctionKernel<TOut> : Kernel
    where TOut : unmanaged
{
    private readonly RealSource _input;
    private readonly RealResult<TOut> _result;
    private readonly Operator _step;
    private readonly int _output;
    private readonly int _depth;

    public RowFunctionKernel(KernelContext context)
    {
        context.Require(context.Input(0).Shape.Rank > 0, "the input must have a dimension.");
        context.RequireSameElementCount();
        _step = context.Operator;

        // ONNX has no factor of the exponents; the same integers at another scale have it.
        var beta = _step is Softmax softmax ? softmax.Beta : 1;
        context.Require(beta == 1 || context.Input(0).Type != Float32, "real numbers have no factor of the exponents.");
        _input = new RealSource(context, 0, beta == 1 ? null : beta * context.ActivationQuantization(context.Input(0)).Scale);
        _result = RealResult<TOut>.Create(context, (_step as ActivatedOperator)?.FusedActivationFunction ?? ActivationFunctionType.None);
        (_output, _depth) = (context.OutputIndex(), context.Input(0).Shape[^1]);
    }

    public override void Run(TensorMemory memory)
    {
        using var scratch = new FloatScratch(_input.BufferLength + _depth);
        var input = _input.Read(memory, scratch.Take(_input.BufferLength));
        var results = scratch.Take(_depth);
        var output = memory.Elements<TOut>(_output);
        for (var row = 0; row < input.Length; row += _depth)
        {
            Compute(input.Slice(row, _depth), results);
            _result.Write(results, output.Slice(row, _depth));
        }
    }

    private void Compute(ReadOnlySpan<float> row, Span<float> results)
    {
        if (_step is L2Normalization)
        {
            var squares = 0f;
            foreach (var value in row)
            {
                squares += value * value;
            }

            var length = MathF.Sqrt(squares);
            for (var i = 0; i < row.Length; i++)
            {
                results[i] = length == 0 ? 0 : row[i] / length;
            }

            return;
        }

        var largest = RowExponentials.Largest(row);
        var sum = RowExponentials.Compute(row, largest, results);
        var (reciprocal, logarithm) = (1 / sum, (float)Math.Log(sum));
        for (var i = 0; i < row.Length; i++)
        {
            results[i] = _step is LogSoftmax ? row[i] - largest - logarithm : results[i] * reciprocal;
        }
    }
}

/// <summary>Which types rows have.</summary>
internal static class RowFunctionKernels
{
    public static ImmutableArray<KernelRegistration> All { get; } =
    [
        .. from name in (string[])["SOFTMAX", "LOG_SOFTMAX", "L2_NORMALIZATION"]
           from input in (ElementType[])[UInt8, Int8, UInt16, Int16, Float32]
           from registration in (KernelRegistration[])[To<byte>(name, input, UInt8), To<byte>(name, input, Int8), To<ushort>(name, input, UInt16), To<ushort>(name, input, Int16), To<float>(name, input, Float32)]
           select registration,
    ];

    /// <summary>
    /// The same where no TFLite runs and the output is on another grid than the one that TFLite's kernels are written for: a scheme then has no formula in integers for them, and the
    /// file that holds them says float32 between two grids.
    /// </summary>
    public static IEnumerable<KernelRegistration> OnOtherGrids { get; } =
    [
        .. from registration in All
           where registration.Inputs[0] == registration.Output && registration.Output is UInt8 or Int8 or Int16
           select OnOtherGrid(registration),
    ];

    /// <summary>A line that serves other grids than TFLite's, by TFLite's formulas of everything else.</summary>
    public static KernelRegistration OnOtherGrid(KernelRegistration registration) => registration with
    {
        Formulas = Core.Numerics.OperatorFormulas.TFLite,
        Where = context => !context.Arithmetic.Quirks.RefusesOtherOutputs && context.Operator.Traits.FixedOutput.GetValueOrDefault(context.Output().Type) is { } written && !written.Equals(context.Output().Quantization),
    };

    /// <summary>Integers of one type of 8 bits have a softmax of their own where the runtime fuses it.</summary>
    private static KernelRegistration To<TOut>(string name, ElementType input, ElementType output)
        where TOut : unmanaged => new(name, [input], output, context => new RowFunctionKernel<TOut>(context))
        {
            Where = name == "SOFTMAX" && input == output && input.BitWidth() == 8 ? context => context.Arithmetic is { IsUnfused: true, IsReference: false } : null,
        };
}
