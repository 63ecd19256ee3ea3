using System.Runtime.InteropServices;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;

namespace Mrq.Conversion.Tests.Graphs;

/// <summary>Tensors and operators of a graph that grows step by step, with the numbers that its recipe's salt draws.</summary>
internal sealed class GraphBuilder(SourceKind kind, int salt, Variation variation)
{
    private ulong _state = unchecked((ulong)salt * 0x9E3779B97F4A7C15UL);

    public List<Tensor> Tensors { get; } = [];

    public List<Operator> Operators { get; } = [];

    public SourceKind Kind => kind;

    public Variation Variation => variation;

    /// <summary>The type of activations.</summary>
    public ElementType Type => kind switch
    {
        SourceKind.UInt8 => ElementType.UInt8,
        SourceKind.Int16x8 => ElementType.Int16,
        _ => ElementType.Int8,
    };

    public double Uniform() => (SplitMix64.Next(ref _state) >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number of mean 0 and deviation 1, at most 3.46 in size: the sum of twelve even ones would reach 6.</summary>
    public double Normal() => 2 * (Uniform() + Uniform() + Uniform() - 1.5);

    /// <summary>Constants are drawn from a stream of their own, so that a step left out does not change those of others.</summary>
    public void Restart(int stream) => _state = SplitMix64.Mix(unchecked(((ulong)salt << 20) + (ulong)stream + 1));

    public int Add(Tensor tensor)
    {
        Tensors.Add(tensor with { Name = $"{tensor.Name}{Tensors.Count}" });
        return Tensors.Count - 1;
    }

    /// <summary>An activation that is quantized as given.</summary>
    public int Activation(ReadOnlySpan<int> shape, QuantizationParameters quantization) =>
        Add(new Tensor { Name = "activation", Type = Type, Shape = new TensorShape(shape), Quantization = quantization });

    public int Integers(params ReadOnlySpan<int> values) => Add(new Tensor
    {
        Name = "integers",
        Type = ElementType.Int32,
        Shape = new TensorShape(values.Length),
        Data = MemoryMarshal.AsBytes(values).ToArray(),
    });

    /// <summary>Adds an operator whose output is a new NHWC activation.</summary>
    public Node Append(Operator step, int height, int width, int channels, QuantizationParameters quantization, double mean, double deviation)
    {
        var output = Activation([1, height, width, channels], quantization);
        Operators.Add(step with { Outputs = [output] });
        return new Node(output, height, width, channels, mean, deviation);
    }

    /// <summary>The grid that holds a range; zero is one of its values.</summary>
    public QuantizationParameters Grid(double low, double high)
    {
        (low, high) = (Math.Min(0, low), Math.Max(Math.Max(0, high), low + 1e-3));
        if (Type == ElementType.Int16)
        {
            return new QuantizationParameters((float)(Math.Max(-low, high) / 32767));
        }

        var (minimum, maximum) = Type.IntegerRange();
        var scale = (high - low) / (maximum - minimum);
        return new QuantizationParameters((float)scale, (long)Math.Clamp(Math.Round(minimum - (low / scale)), minimum, maximum));
    }

    public QuantizationParameters QuantizationOf(Node node) => Tensors[node.Tensor].Quantization!;
}
