using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;

namespace Mrq.Emulator.Context;

/// <summary>What a kernel is made from: the operator, its tensors, and the arithmetic to compute in.</summary>
internal sealed record KernelContext(QuantizedGraph Graph, int OperatorIndex, Arithmetic Arithmetic)
{
    private readonly ResourceTable? _resources;

    public GraphStep Step => new(Graph, OperatorIndex);

    public Operator Operator => Graph.Operators[OperatorIndex];

    /// <summary>The variables that the graph's handles name.</summary>
    public ResourceTable Resources
    {
        get => _resources ?? new ResourceTable(ResourcePlan.Create(Graph), Graph);
        init => _resources = value;
    }

    /// <summary>Compiles graphs that operators call, with a caller's arithmetic and variables. A context that only finds a kernel compiles none.</summary>
    public Func<KernelContext, int, ICallee> CompileCallee { get; init; } = (_, _) => throw new InvalidOperationException("Only a compiled graph compiles what it calls.");

    /// <summary>The operator as coverage names it: "CONV_2D version 3 (INT8, INT8, INT32 -> INT8)".</summary>
    public string Signature
    {
        get
        {
            string Types(IEnumerable<int> tensors) => string.Join(", ", tensors.Select(tensor => tensor < 0 ? "-" : Graph.Tensors[tensor].Type.FieldName()));
            return $"{Operator.Name} version {Operator.Version} ({Types(Operator.Inputs)} -> {Types(Operator.Outputs)})";
        }
    }

    /// <summary>A graph that the operator calls, by its number.</summary>
    public ICallee Callee(int number) => CompileCallee(this, number);

    public int InputIndex(int i) => Operator.Inputs[i];

    public int OutputIndex(int i = 0) => Operator.Outputs[i];

    public bool HasInput(int i) => Step.HasInput(i);

    public Tensor Input(int i) => Step.Input(i);

    public Tensor Output(int i = 0) => Step.Output(i);

    /// <summary>The parameters of a tensor that has to be quantized, its scales checked.</summary>
    public QuantizationParameters Quantization(Tensor tensor)
    {
        var quantization = tensor.Quantization ?? throw Invalid($"tensor '{tensor.Name}' has no scale.");
        foreach (var scale in quantization.Scales)
        {
            if (!(scale > 0) || !float.IsFinite(scale))
            {
                throw new MrqException(
                    MrqCodes.DegenerateQuantization,
                    string.Create(CultureInfo.InvariantCulture, $"the scale {scale} is not a positive number."),
                    new MrqPlace(Tensor: tensor.Name, Operator: Graph.Describe(OperatorIndex)));
            }
        }

        return quantization;
    }

    /// <summary>The parameters of an activation: one scale for the whole tensor.</summary>
    public QuantizationParameters ActivationQuantization(Tensor tensor)
    {
        var quantization = Quantization(tensor);
        Require(quantization.IsPerTensor, $"activation '{tensor.Name}' has one scale per channel.");
        var (low, high) = tensor.Type is ElementType.UInt8 or ElementType.Int8 or ElementType.Int16 ? tensor.Type.IntegerRange() : (int.MinValue, int.MaxValue);
        Require(quantization.ZeroPoints[0] >= low && quantization.ZeroPoints[0] <= high, $"the zero point of '{tensor.Name}' is outside its type.");
        return quantization;
    }

    /// <summary>The elements of a constant input; a computed one is refused.</summary>
    public ReadOnlySpan<T> Constant<T>(int i)
        where T : unmanaged
    {
        var tensor = Input(i);
        var data = tensor.Data ?? throw Invalid($"input '{tensor.Name}' must be a constant.");
        // As bytes anything can be read.
        if (typeof(T) != typeof(byte) && Math.Max(tensor.Type.BitWidth(), 8) != 8 * Unsafe.SizeOf<T>())
        {
            throw Invalid($"input '{tensor.Name}' is {tensor.Type.FieldName()}, which does not serve here.");
        }

        if (data.Length != tensor.Type.ByteCount(tensor.Shape.ElementCount))
        {
            throw Invalid($"constant '{tensor.Name}' has {data.Length} bytes, which do not fill {tensor.Shape}.");
        }

        return MemoryMarshal.Cast<byte, T>(data.Span);
    }

    public void Require(bool condition, string rule) => Step.Require(condition, rule);

    /// <summary>For operators that compute element i of the output from element i of the input.</summary>
    public void RequireSameElementCount() => Require(
        Input(0).Shape.ElementCount == Output().Shape.ElementCount,
        $"input {Input(0).Shape} and output {Output().Shape} hold different numbers of values.");

    /// <summary>TFLite computes most operators on int16 only where zero points are 0.</summary>
    public void RequireSymmetricInt16(params ReadOnlySpan<Tensor> tensors)
    {
        foreach (var tensor in tensors)
        {
            Require(
                tensor.Type != ElementType.Int16 || ActivationQuantization(tensor).ZeroPoint == 0,
                $"the zero point of int16 tensor '{tensor.Name}' must be 0.");
        }
    }

    /// <summary>For outputs whose quantization TFLite prescribes; the message says what it is instead.</summary>
    /// <param name="condition">Whether the first output has it.</param>
    /// <param name="prescribed">"scale 1/256".</param>
    public void RequireOutputQuantization(bool condition, string prescribed)
    {
        if (!condition)
        {
            var (output, quantization) = (Output(), Quantization(Output()));
            throw Invalid(string.Create(
                CultureInfo.InvariantCulture,
                $"output '{output.Name}' has scale {quantization.Scale:G9} and zero point {quantization.ZeroPoints[0]}; on {output.Type.FieldName()} the operator must have {prescribed}."));
        }
    }

    public MrqException Invalid(string rule) => Step.Invalid(rule);
}
