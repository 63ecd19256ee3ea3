using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Evaluation.Datasets;

namespace Mrq.Evaluation.Tests;

/// <summary>Data that could mean something else than it was taken for says so, and how to say what it means.</summary>
[TestClass]
public sealed class DatasetDoubtsTests : IDisposable
{
    private static readonly byte[] Every = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];
    private static readonly byte[] Low = [.. Enumerable.Range(0, 256).Select(value => (byte)(value / 2))];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DataRow(ElementType.Int8, "they were taken for int8, the type of the model's input. Set InputType (--input-type) to uint8 if they are that, or to int8 to say that they are not.")]
    [DataRow(ElementType.UInt8, "they were taken for uint8, the type of the model's input. Set InputType (--input-type) to int8 if they are that, or to uint8 to say that they are not.")]
    public void Raw_bytes_could_be_of_either_type(ElementType type, string message) =>
        AssertDoubt(MrqCodes.AmbiguousData, $"The numbers of 'y_labels.csv' fit uint8 and int8 alike; {message}", Raw(Every, type), type);

    [TestMethod]
    [DataRow("uint8")]
    [DataRow("int8")]
    public void Raw_bytes_whose_type_is_named_leave_no_doubt(string named) =>
        AssertNone(Raw(Every, ElementType.Int8, new DatasetOptions { InputType = DatasetOptions.ParseInputType(named) }), ElementType.Int8);

    [TestMethod]
    public void Raw_bytes_that_are_scaled_could_still_be_of_either_type() =>
        Assert.AreEqual(MrqCodes.AmbiguousData, Doubts(Raw(Every, ElementType.Int8, new DatasetOptions { InputMean = 0, InputScale = 0.5 }), ElementType.Int8)[0].Code);

    [TestMethod]
    public void Raw_floats_leave_no_doubt()
    {
        var values = Every.Select(value => value / 256f).ToArray();

        AssertNone(Raw(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(values).ToArray(), ElementType.Int8), ElementType.Int8);
    }

    [TestMethod]
    [DataRow(ElementType.UInt8, ElementType.Int8, "they were taken for uint8 and offset by 128 for the int8 of the model's input. Set InputType (--input-type) to int8 if they are that, or to uint8 to say that they are not.")]
    [DataRow(ElementType.Int8, ElementType.UInt8, "they were taken for int8 and offset by 128 for the uint8 of the model's input. Set InputType (--input-type) to uint8 if they are that, or to int8 to say that they are not.")]
    public void An_array_of_the_other_8_bit_type_from_0_to_127_fits_both(ElementType data, ElementType input, string message) =>
        AssertDoubt(MrqCodes.AmbiguousData, $"The data's numbers fit uint8 and int8 alike; {message}", Array(data, Low), input);

    [TestMethod]
    [DataRow(ElementType.UInt8)]
    [DataRow(ElementType.Int8)]
    public void An_array_whose_type_is_named_leaves_no_doubt(ElementType named) => AssertNone(Array(ElementType.UInt8, Low, new DatasetOptions { InputType = named }), ElementType.Int8);

    [TestMethod]
    [DataRow(ElementType.Int8)]
    [DataRow(ElementType.UInt8)]
    public void Wide_integers_from_0_to_127_fit_both(ElementType input)
    {
        var data = Dataset.Create(NumpyArray.Create<long>("x", new TensorShape(1, 256), [.. Low.Select(value => (long)value)]), null);

        Assert.AreEqual(MrqCodes.AmbiguousData, Doubts(data, input)[0].Code);
    }

    [TestMethod]
    public void An_IDX_file_from_0_to_127_fits_both_for_an_int8_input() =>
        Assert.AreEqual(MrqCodes.AmbiguousData, Doubts(Dataset.Load([_folder.Write("images-idx", RawDataBytes.Idx(0x08, [1, 256], Low))]), ElementType.Int8)[0].Code);

    [TestMethod]
    [DataRow(ElementType.UInt8, ElementType.Int8, DisplayName = "pixels over 127")]
    [DataRow(ElementType.Int8, ElementType.UInt8, DisplayName = "values under 0")]
    [DataRow(ElementType.Int8, ElementType.Int8)]
    [DataRow(ElementType.UInt8, ElementType.UInt8)]
    public void Arrays_that_fit_one_way_leave_no_doubt(ElementType data, ElementType input) => AssertNone(Array(data, Every), input);

    [TestMethod]
    public void The_models_own_type_leaves_no_doubt_however_small_the_numbers() => AssertNone(Array(ElementType.UInt8, Low), ElementType.UInt8);

    [TestMethod]
    public void CIFAR_images_are_pixels_however_dark_and_whatever_InputType_says_of_other_data()
    {
        var path = _folder.Write("data_batch_1.bin", RawDataBytes.CifarImage(1));
        var input = new Tensor { Name = "in", Type = ElementType.Int8, Shape = new TensorShape(1, 32, 32, 3), Quantization = new QuantizationParameters(1 / 256f, -128) };
        var data = Dataset.Load([path], new DatasetOptions { InputType = ElementType.Int8 });
        var encoded = new byte[3072];
        InputEncoder.Create(data.Inputs[0], input, input).Encode(data.Samples().ElementAt(0).Input(0), encoded);

        Assert.AreEqual(unchecked((byte)(1 - 128)), encoded[0]);
        Assert.IsFalse(DatasetDoubts.Of(Dataset.Load([path]), Graph(input)).Any(doubt => doubt.Code == MrqCodes.AmbiguousData));
    }

    [TestMethod]
    [DataRow(1f, "mean 0 to 255; 99.6 % of them lie outside 0 to 0.9961, all that the model's input represents, and are clamped.")]
    [DataRow(1 / 65536f, "mean 0 to 0.003891, next to nothing of 0 to 0.9961, which the model's input represents.")]
    public void Real_numbers_in_another_unit_than_the_models_are_implausible(float unit, string message) =>
        AssertDoubt(
            MrqCodes.ImplausibleData, $"The data's numbers {message} Set InputMean and InputScale (--input-mean, --input-scale) if their unit is another one.",
            Dataset.Create(NumpyArray.Create<float>("x", new TensorShape(1, 256), [.. Every.Select(value => value * unit)]), null), ElementType.Int8);

    [TestMethod]
    public void Pixels_without_a_scale_are_implausible_for_a_float_input_that_is_quantized_to_0_to_1()
    {
        var input = new Tensor { Name = "in", Type = ElementType.Float32, Shape = new TensorShape(1, 256) };
        var graph = Graph(input) with
        {
            Tensors = [input, input with { Type = ElementType.Int8, Quantization = new QuantizationParameters(1 / 256f, -128) }],
            Operators = [new Quantize { Inputs = [0], Outputs = [1] }],
            Outputs = [1],
        };

        Assert.AreEqual(MrqCodes.ImplausibleData, DatasetDoubts.Of(Array(ElementType.UInt8, Every), graph)[0].Code);
        Assert.IsEmpty(DatasetDoubts.Of(Array(ElementType.UInt8, Every, new DatasetOptions { InputScale = 1 / 256.0 }), graph));
        Assert.IsEmpty(DatasetDoubts.Of(Array(ElementType.UInt8, Every), Graph(input)));
    }

    [TestMethod]
    public void Pixels_are_implausible_for_an_int16_input()
    {
        var input = new Tensor { Name = "in", Type = ElementType.Int16, Shape = new TensorShape(1, 256), Quantization = new QuantizationParameters(1 / 32768f) };

        Assert.AreEqual(MrqCodes.ImplausibleData, DatasetDoubts.Of(Array(ElementType.UInt8, Every), Graph(input))[0].Code);
    }

    [TestMethod]
    public void Real_numbers_that_fill_the_range_but_for_a_few_are_plausible() =>
        AssertNone(Dataset.Create(NumpyArray.Create<float>("x", new TensorShape(1, 256), [.. Every.Select(value => value == 255 ? 9 : value / 256f)]), null), ElementType.Int8);

    [TestMethod]
    public void Equal_numbers_have_no_unit() => AssertNone(Array(ElementType.UInt8, new byte[256]), ElementType.UInt8);

    private static Dataset Array(ElementType type, byte[] bytes, DatasetOptions? options = null) => Dataset.Create(new NumpyArray("x", type, new TensorShape(1, 256), bytes), null, options);

    private Dataset Raw(byte[] sample, ElementType type, DatasetOptions? options = null)
    {
        _folder.Write("a.bin", sample);
        return Dataset.Load([_folder.Write("y_labels.csv", RawDataBytes.Text("a.bin,2,1"))], options, Input(type));
    }

    private static IReadOnlyList<(MrqCode Code, string Message)> Doubts(Dataset data, ElementType type) => DatasetDoubts.Of(data, Graph(Input(type)));

    private static void AssertDoubt(MrqCode code, string message, Dataset data, ElementType type) => CollectionAssert.AreEqual(new[] { (code, message) }, Doubts(data, type).ToArray());

    private static void AssertNone(Dataset data, ElementType type) => Assert.IsEmpty(Doubts(data, type));

    private static Tensor Input(ElementType type) =>
        new() { Name = "in", Type = type, Shape = new TensorShape(1, 256), Quantization = new QuantizationParameters(1 / 256f, type == ElementType.Int8 ? -128 : 0) };

    private static QuantizedGraph Graph(Tensor input) => new() { Name = "main", Tensors = [input], Operators = [], Inputs = [0], Outputs = [0] };
}
