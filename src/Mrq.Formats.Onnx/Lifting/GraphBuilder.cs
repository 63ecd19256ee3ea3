using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Formats.Onnx.Constants;

namespace Mrq.Formats.Onnx;

/// <summary>The graph that is made: tensors, operators, and how ONNX Runtime computes each of these.</summary>
internal sealed class GraphBuilder
{
    private static readonly int[] ToImage4 = [0, 2, 3, 1];
    private static readonly int[] FromImage4 = [0, 3, 1, 2];
    private readonly List<Tensor> _tensors = [];
    private readonly List<Operator> _operators = [];
    private readonly List<OnnxComputation> _computations = [];
    private readonly Dictionary<int, ConstantSite> _constants = [];
    private readonly Dictionary<int, (float Low, float High)> _limits = [];

    public IReadOnlyList<Tensor> Tensors => _tensors;

    public IReadOnlyList<Operator> Operators => _operators;

    public IReadOnlyList<OnnxComputation> Computations => _computations;

    /// <summary>Where constants come from in the file.</summary>
    public IReadOnlyDictionary<int, ConstantSite> Constants => _constants;

    /// <summary>What activations of the file let through, by operator.</summary>
    public IReadOnlyDictionary<int, (float Low, float High)> Limits => _limits;

    public int Add(Tensor tensor)
    {
        _tensors.Add(tensor);
        return _tensors.Count - 1;
    }

    public int AddConstant(string name, OnnxArray array, QuantizationParameters? quantization = null, ConstantSite? site = null)
    {
        var tensor = Add(new Tensor { Name = name, Type = array.Type, Shape = array.Shape, Data = array.Bytes, Quantization = quantization });
        if (site is not null)
        {
            _constants.Add(tensor, site);
        }

        return tensor;
    }

    /// <summary>Integers that say what an operator does.</summary>
    public int AddIntegers(string name, params ReadOnlySpan<int> values) => AddConstant(name, OnnxArray.Of(new TensorShape(values.Length), values));

    /// <param name="step">The operator.</param>
    /// <param name="computation">How ONNX Runtime computes it.</param>
    /// <param name="limits">What activations behind it let through in the file.</param>
    public void Emit(Operator step, OnnxComputation computation = OnnxComputation.Fused, (float Low, float High)? limits = null)
    {
        if (limits is { } given)
        {
            _limits.Add(_operators.Count, given);
        }

        _operators.Add(step with { SourceIndex = _operators.Count });
        _computations.Add(computation);
    }

    public void SetQuantization(int tensor, QuantizationParameters quantization) => _tensors[tensor] = _tensors[tensor] with { Quantization = quantization };

    public void Rename(int tensor, string name) => _tensors[tensor] = _tensors[tensor] with { Name = name };

    /// <summary>A tensor for a value in the model's order.</summary>
    public int NewPlain(Value value) => (value.Plain = Add(TensorOf(value, value.Shape, axis => axis))).Value;

    /// <summary>A tensor for a value in the order of images.</summary>
    public int NewImage(Value value) => (value.Image = Add(TensorOf(value, ImageShape(value.Shape), axis => ImageAxis(value.Shape.Rank, axis)))).Value;

    public static TensorShape ImageShape(TensorShape shape) => shape.Rank == 4 ? new(shape[0], shape[2], shape[3], shape[1]) : new(shape[0], 1, shape[2], shape[1]);

    /// <summary>Where an axis of the model's order stands in an image.</summary>
    public static int ImageAxis(int rank, int axis) => rank == 4 ? (axis == 0 ? 0 : axis == 1 ? 3 : axis - 1) : axis == 0 ? 0 : axis == 1 ? 3 : 2;

    /// <summary>The value's tensor in the model's order.</summary>
    public int Plain(Value value)
    {
        if (value.Plain is { } plain)
        {
            return plain;
        }

        if (value.Constant is { } constant && value.Integers is null)
        {
            return (value.Plain = AddConstant(value.Name, constant.Widened(), value.Parameters, new ConstantSite(value.Shape))).Value;
        }

        if (value.FlattenedFrom is { } image)
        {
            var source = FlatOrPlain(image);
            Emit(new Reshape { Inputs = [source], Outputs = [NewPlain(value)] });
            return value.Plain!.Value;
        }

        if (value.Image is { } held)
        {
            FromImage(value, held);
            return value.Plain!.Value;
        }

        Dequantize(value);
        return Plain(value);
    }

    /// <summary>A tensor whose memory is that of the model's order, whatever its shape says.</summary>
    public int FlatOrPlain(Value value) => value is { Plain: null, Image: { } image } && IsFlat(_tensors[image].Shape) ? image : Plain(value);

    /// <summary>The value's tensor in the order of images.</summary>
    public int Image(Value value)
    {
        if (value.Image is { } image)
        {
            return image;
        }

        if (value.Constant is { } constant && value.Integers is null)
        {
            var permuted = value.Shape.Rank == 4 ? constant.Transposed(ToImage4) : constant.Transposed([0, 2, 1]).Reshaped(ImageShape(value.Shape));
            return (value.Image = AddConstant(value.Name, permuted, OnImage(value), new ConstantSite(value.Shape, FromImage4))).Value;
        }

        if (value.Plain is null && value.Integers is not null && value.FlattenedFrom is null)
        {
            Dequantize(value);
            return Image(value);
        }

        ToImage(value, Plain(value));
        return value.Image!.Value;
    }

    /// <summary>A tensor in whatever order the value has one, the order of images first.</summary>
    public (int Tensor, bool IsImage) Any(Value value)
    {
        if (value.Image is null && value.Plain is null && value.Integers is { } integers && (integers.Image is not null))
        {
            return (Image(value), true);
        }

        return value.Image is { } image ? (image, true) : (Plain(value), false);
    }

    /// <summary>Parameters whose axis counts in an image.</summary>
    public static QuantizationParameters? OnImage(Value value) => value.Parameters is { IsPerTensor: false } parameters
        ? new QuantizationParameters(parameters.Scales, parameters.ZeroPoints, ImageAxis(value.Shape.Rank, parameters.Axis))
        : value.Parameters;

    private static Tensor TensorOf(Value value, TensorShape shape, Func<int, int> axis) => new()
    {
        Name = value.Name,
        Type = value.Type,
        Shape = shape,
        Quantization = value.Parameters is { IsPerTensor: false } parameters ? new QuantizationParameters(parameters.Scales, parameters.ZeroPoints, axis(parameters.Axis)) : value.Parameters,
    };

    /// <summary>Real numbers of integers, in the order that these are held in.</summary>
    private void Dequantize(Value value)
    {
        var integers = value.Integers ?? throw new UnmappedException($"'{value.Name}' is read before it is there");
        var (source, isImage) = Any(integers);
        if (value.Function is not { } function)
        {
            Emit(new Dequantize { Inputs = [source], Outputs = [isImage ? NewImage(value) : NewPlain(value)] });
            return;
        }

        if (integers.Type.BitWidth() != 8 || integers.Parameters is not { IsPerTensor: true })
        {
            throw new UnmappedException("a function of values of 16 bits, or of channels with scales of their own");
        }

        var table = AddConstant($"{value.Name}_table", OnnxArray.Of(new TensorShape(256), TableValues.Real(integers, function)));
        Emit(new Table { Inputs = [source, table], Outputs = [isImage ? NewImage(value) : NewPlain(value)], Function = value.Operator, RealFunction = function });
    }

    /// <summary>[N, H, W, C] to [N, C, H, W]; where either part has one element, no value moves.</summary>
    private void FromImage(Value value, int image)
    {
        var shape = _tensors[image].Shape;
        var target = NewPlain(value);
        if (IsFlat(shape))
        {
            Emit(new Reshape { Inputs = [image], Outputs = [target] });
            return;
        }

        if (value.Shape.Rank == 4)
        {
            Emit(new Transpose { Inputs = [image, AddIntegers($"{value.Name}_order", FromImage4)], Outputs = [target] });
            return;
        }

        var row = Add(_tensors[image] with { Name = $"{value.Name}_row", Shape = new(shape[0], shape[2], shape[3]), Quantization = PerTensorOnly(value) });
        Emit(new Reshape { Inputs = [image], Outputs = [row] });
        Emit(new Transpose { Inputs = [row, AddIntegers($"{value.Name}_order", 0, 2, 1)], Outputs = [target] });
    }

    private void ToImage(Value value, int plain)
    {
        var shape = ImageShape(value.Shape);
        var target = NewImage(value);
        _tensors[target] = _tensors[target] with { Name = $"{value.Name}_nhwc" };
        if (IsFlat(shape))
        {
            Emit(new Reshape { Inputs = [plain], Outputs = [target] });
            return;
        }

        if (value.Shape.Rank == 4)
        {
            Emit(new Transpose { Inputs = [plain, AddIntegers($"{value.Name}_order", ToImage4)], Outputs = [target] });
            return;
        }

        var row = Add(_tensors[plain] with { Name = $"{value.Name}_row", Shape = new(shape[0], shape[2], shape[3]), Quantization = PerTensorOnly(value) });
        Emit(new Transpose { Inputs = [plain, AddIntegers($"{value.Name}_order", 0, 2, 1)], Outputs = [row] });
        Emit(new Reshape { Inputs = [row], Outputs = [target] });
    }

    /// <summary>Whether an image's values lie in memory as those of the model's order do.</summary>
    private static bool IsFlat(TensorShape image) => image[3] == 1 || image[1] * image[2] == 1;

    private static QuantizationParameters? PerTensorOnly(Value value) => value.Parameters is not { IsPerTensor: false } ? value.Parameters : throw new UnmappedException("rows of an activation have scales of their own");
}

/// <summary>How ONNX Runtime computes an operator of the lifted graph.</summary>
internal enum OnnxComputation
{
    /// <summary>Its quantized operator does, or integers move.</summary>
    Fused,

    /// <summary>The same, after it shifted its int8 tensors by 128 to uint8.</summary>
    FusedAsUInt8,

    /// <summary>In float32 between DequantizeLinear and QuantizeLinear.</summary>
    Unfused,

    /// <summary>The same for a matrix product whose weights lie input by input.</summary>
    UnfusedByInput,

    /// <summary>The same for one whose weights are real constants.</summary>
    UnfusedPacked,
}
