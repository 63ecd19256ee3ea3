using System.Runtime.InteropServices;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Evaluation.Datasets;

namespace Mrq.Evaluation.Tests;

[TestClass]
public sealed class InputEncoderTests
{
    private static readonly Tensor UInt8Input = Input(ElementType.UInt8, new QuantizationParameters(0.5f, 10));

    [TestMethod]
    public void Quantized_values_of_the_source_pass_unchanged() =>
        CollectionAssert.AreEqual(new byte[] { 0, 10, 255 }, Encode<byte>([0, 10, 255], UInt8Input, UInt8Input));

    [TestMethod]
    public void Real_values_are_rounded_away_from_zero_and_clamped() =>
        CollectionAssert.AreEqual(new byte[] { 9, 11, 12, 255, 0 }, Encode<float>([-0.25f, 0.25f, 0.75f, 1000, -1000], UInt8Input, UInt8Input));

    [TestMethod]
    public void Real_values_are_quantized_for_the_target()
    {
        var target = Input(ElementType.Int8, new QuantizationParameters(2f, -3));

        CollectionAssert.AreEqual(new byte[] { unchecked((byte)-3), 0 }, Encode<double>([0, 6], UInt8Input, target));
    }

    [TestMethod]
    public void Half_precision_is_real_values() =>
        CollectionAssert.AreEqual(new byte[] { 13 }, Encode<Half>([(Half)1.5], UInt8Input, UInt8Input));

    [TestMethod]
    public void Pixels_for_a_signed_source_are_offset_by_128()
    {
        var input = Input(ElementType.Int8, new QuantizationParameters(1f, -5));

        CollectionAssert.AreEqual(new sbyte[] { -128, 0, 127 }, MemoryMarshal.Cast<byte, sbyte>(Encode<byte>([0, 128, 255], input, input)).ToArray());
    }

    [TestMethod]
    public void Signed_values_for_an_unsigned_source_are_offset_by_128() =>
        CollectionAssert.AreEqual(new byte[] { 0, 128, 255 }, Encode<sbyte>([-128, 0, 127], UInt8Input, UInt8Input));

    [TestMethod]
    public void Wider_integers_that_fit_are_quantized_values() =>
        CollectionAssert.AreEqual(new byte[] { 0, 200 }, Encode<long>([0, 200], UInt8Input, UInt8Input));

    [TestMethod]
    public void An_integer_out_of_range_is_refused_with_its_sample() =>
        Refused(MrqCodes.DatasetDoesNotFit, "Sample 1 holds 256", () => Encode<int>([0, 256], UInt8Input, UInt8Input));

    [TestMethod]
    public void InputType_says_of_which_type_integers_are()
    {
        var signed = Input(ElementType.Int8, new QuantizationParameters(1f, -5));

        CollectionAssert.AreEqual(new sbyte[] { -128, 0, 127 }, MemoryMarshal.Cast<byte, sbyte>(Encode<long>([0, 128, 255], signed, signed, ElementType.UInt8)).ToArray());
        CollectionAssert.AreEqual(new sbyte[] { 0, 127 }, MemoryMarshal.Cast<byte, sbyte>(Encode<byte>([0, 127], signed, signed, ElementType.Int8)).ToArray());
        CollectionAssert.AreEqual(new byte[] { 0, 128, 255 }, Encode<short>([-128, 0, 127], UInt8Input, UInt8Input, ElementType.Int8));
        CollectionAssert.AreEqual(new byte[] { 0, 127 }, Encode<sbyte>([0, 127], UInt8Input, UInt8Input, ElementType.UInt8));
    }

    [TestMethod]
    public void An_integer_that_is_not_of_its_InputType_is_refused_with_its_sample()
    {
        Refused(MrqCodes.DatasetDoesNotFit, "Sample 1 holds -1, outside the uint8 that InputType says", () => Encode<sbyte>([0, -1], UInt8Input, UInt8Input, ElementType.UInt8));
        Refused(MrqCodes.DatasetDoesNotFit, "Sample 0 holds 200, outside the int8 that InputType says", () => Encode<byte>([200], UInt8Input, UInt8Input, ElementType.Int8));
    }

    [TestMethod]
    public void A_converted_input_gets_the_same_real_value()
    {
        // (q - 10) / 2 in steps of 0.3f about 4: 0 -> -5 -> -16.7 -> -13, 11 -> 0.5 -> 1.7 -> 6, 255 -> 122.5 -> 408.3 -> 127.
        var target = Input(ElementType.Int8, new QuantizationParameters(0.3f, 4));

        CollectionAssert.AreEqual(new sbyte[] { -13, 4, 6, 127 }, MemoryMarshal.Cast<byte, sbyte>(Encode<byte>([0, 10, 11, 255], UInt8Input, target)).ToArray());
    }

    [TestMethod]
    public void A_tie_is_rounded_away_from_zero_before_the_zero_point_is_added()
    {
        // Real -0.5 and 0.5 in steps of 1 about 3: -1 + 3 and 1 + 3.
        var target = Input(ElementType.Int8, new QuantizationParameters(1f, 3));

        CollectionAssert.AreEqual(new byte[] { 2, 4 }, Encode<byte>([9, 11], UInt8Input, target));
    }

    [TestMethod]
    public void The_table_of_8_bit_types_agrees_with_the_formula()
    {
        var target = Input(ElementType.Int8, new QuantizationParameters(0.37f, -7));
        var values = Enumerable.Range(0, 256).ToArray();

        var encoded = Encode<byte>([.. values.Select(value => (byte)value)], UInt8Input, target);

        CollectionAssert.AreEqual(
            values.Select(q => (byte)(sbyte)Math.Clamp(Math.Round((q - 10) * 0.5 / 0.37f, MidpointRounding.AwayFromZero) - 7, -128, 127)).ToArray(), encoded);
    }

    [TestMethod]
    public void Sixteen_bit_targets_are_little_endian()
    {
        var target = Input(ElementType.Int16, new QuantizationParameters(0.25f));

        CollectionAssert.AreEqual(new byte[] { 0xEC, 0xFF, 0xEA, 0x01 }, Encode<byte>([0, 255], UInt8Input, target));
    }

    [TestMethod]
    public void A_float_input_gets_real_values()
    {
        var target = Input(ElementType.Float32, null);

        CollectionAssert.AreEqual(new[] { -5f, 0.5f }, MemoryMarshal.Cast<byte, float>(Encode<byte>([0, 11], UInt8Input, target)).ToArray());
    }

    [TestMethod]
    [DataRow(float.NaN)]
    [DataRow(float.NegativeInfinity)]
    public void A_value_that_is_no_number_is_refused_with_its_sample(float value) =>
        Refused(MrqCodes.DatasetDoesNotFit, "Sample 2", () => Encode<float>([0, 0, value], UInt8Input, UInt8Input));

    [TestMethod]
    [DataRow("4,28,28", "1,28,28,1")]
    [DataRow("4,28,28,1", "1,28,28")]
    [DataRow("4,30,40", "1,1,30,40")]
    [DataRow("4,7", "7")]
    public void Ones_at_the_ends_of_a_shape_do_not_count(string data, string input)
    {
        var tensor = UInt8Input with { Shape = Shape(input) };
        var array = new NumpyArray("x", ElementType.UInt8, Shape(data), new byte[Shape(data).ElementCount]);

        Assert.AreEqual((int)tensor.Shape.ElementCount, InputEncoder.Create(Dataset.Create(array, null).Inputs[0], tensor, tensor).ByteCount);
    }

    [TestMethod]
    public void Another_shape_is_refused_and_both_named()
    {
        var tensor = UInt8Input with { Shape = new TensorShape(1, 28, 28, 1) };
        var array = new NumpyArray("x", ElementType.UInt8, new TensorShape(2, 32, 32), new byte[2048]);

        Refused(MrqCodes.DatasetDoesNotFit, "[2x32x32], which does not fit the model's input [1x28x28x1]", () => InputEncoder.Create(Dataset.Create(array, null).Inputs[0], tensor, tensor));
    }

    [TestMethod]
    public void A_scale_of_zero_is_refused()
    {
        var target = Input(ElementType.Int8, new QuantizationParameters(0f));

        Refused(MrqCodes.DegenerateQuantization, "scale", () => Encode<float>([1], UInt8Input, target));
    }

    [TestMethod]
    public void Bools_are_no_numbers_for_a_quantized_input() =>
        Refused(MrqCodes.DatasetDoesNotFit, "bool", () => Encode<bool>([true], UInt8Input, UInt8Input));

    [TestMethod]
    public void Unquantized_64_bit_integers_pass_unchanged()
    {
        var input = Input(ElementType.Int64, null);

        CollectionAssert.AreEqual(new[] { long.MaxValue - 1 }, MemoryMarshal.Cast<byte, long>(Encode<long>([long.MaxValue - 1], input, input)).ToArray());
    }

    private static Tensor Input(ElementType type, QuantizationParameters? quantization) =>
        new() { Name = "input", Type = type, Shape = new TensorShape(1, 1), Quantization = quantization };

    private static TensorShape Shape(string dimensions) =>
        new([.. dimensions.Split(',').Select(text => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture))]);

    /// <summary>Each value as a sample of its own, their encodings one after another.</summary>
    private static byte[] Encode<T>(T[] values, Tensor source, Tensor target, ElementType? type = null)
        where T : unmanaged
    {
        var data = Dataset.Create(NumpyArray.Create<T>("x", new TensorShape(values.Length, 1), values), null, new DatasetOptions { InputType = type });
        var encoder = InputEncoder.Create(data.Inputs[0], source, target);
        var bytes = new byte[values.Length * encoder.ByteCount];
        foreach (var sample in data.Samples())
        {
            encoder.Encode(sample.Input(0), bytes.AsSpan(sample.Index * encoder.ByteCount, encoder.ByteCount));
        }

        return bytes;
    }

    private static void Refused(MrqCode code, string said, Func<object> action)
    {
        var exception = Assert.ThrowsExactly<MrqException>(action);
        Assert.AreEqual(code, exception.Code);
        StringAssert.Contains(exception.Message, said, StringComparison.Ordinal);
    }
}
