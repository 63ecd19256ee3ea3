using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Evaluation.Datasets;

namespace Mrq.Evaluation.Tests;

/// <summary>Means and scales of single channels, and the presets that name usual ones.</summary>
[TestClass]
public sealed class ChannelValuesTests
{
    [TestMethod]
    public void Each_channel_has_its_own_mean_and_scale_where_channels_come_last() =>
        CollectionAssert.AreEqual(
            new[] { 9f, 16f, 21f, 39f, 96f, 171f },
            Encoded(new TensorShape(1, 1, 2, 3), [10, 10, 10, 40, 50, 60], new ChannelValues(1, 2, 3), new ChannelValues(1, 2, 3)));

    [TestMethod]
    public void Each_channel_has_its_own_mean_and_scale_where_channels_come_first() =>
        CollectionAssert.AreEqual(
            new[] { 9f, 9f, 8f, 38f, 47f, 57f },
            Encoded(new TensorShape(1, 3, 1, 2), [10, 10, 10, 40, 50, 60], new ChannelValues(1, 2, 3), 1));

    [TestMethod]
    [DataRow(InputPreset.Tf, new[] { -1f, 1f, 0.2f })]
    [DataRow(InputPreset.Torch, new[] { -2.1179039f, 2.4285715f, 0.8622222f })]
    [DataRow(InputPreset.Caffe, new[] { -103.939f, 138.221f, 29.32f })]
    [DataRow(InputPreset.Raw, new[] { 0f, 255f, 153f })]
    public void A_preset_makes_of_levels_what_its_trainers_make(InputPreset preset, float[] expected)
    {
        var values = Encoded(new TensorShape(1, 1, 1, 3), [0, 255, 153], null, null, preset);

        for (var i = 0; i < expected.Length; i++)
        {
            Assert.AreEqual(expected[i], values[i], 1e-5f * Math.Max(1, Math.Abs(expected[i])));
        }
    }

    [TestMethod]
    public void A_mean_of_ones_own_stands_before_the_presets() =>
        Assert.AreEqual((0 - 1) / 127.5f, Encoded(new TensorShape(1, 1, 1, 3), [0, 0, 0], 1, null, InputPreset.Tf)[0], 1e-7f);

    [TestMethod]
    public void Pixels_of_an_8_bit_input_are_quantized_by_the_numbers_of_their_channel()
    {
        var input = new Tensor { Name = "in", Type = ElementType.Int8, Shape = new TensorShape(1, 1, 1, 3), Quantization = new QuantizationParameters(0.5f, -3) };
        var data = Dataset.Create(new NumpyArray("x", ElementType.UInt8, new TensorShape(1, 1, 1, 3), new byte[] { 100, 100, 100 }), null, new DatasetOptions { InputMean = new ChannelValues(90, 100, 110) });
        var encoded = new byte[3];
        InputEncoder.Create(data.Inputs[0], input, input).Encode(data.Inputs[0].Array.Data.Span, encoded);

        CollectionAssert.AreEqual(new byte[] { 17, unchecked((byte)-3), unchecked((byte)-23) }, encoded);
    }

    [TestMethod]
    public void Numbers_for_other_channels_than_the_samples_have_are_MRQ1051()
    {
        var error = Assert.ThrowsExactly<MrqException>(() => Encoded(new TensorShape(1, 2, 2, 1), new byte[4], new ChannelValues(1, 2, 3), null));

        Assert.AreEqual(
            (MrqCodes.DatasetDoesNotFit, "InputMean has 3 numbers and InputScale 1, for samples of [1x2x2x1]; give one number, or one for each channel."), (error.Code, error.Message));
    }

    [TestMethod]
    public void An_unknown_preset_is_MRQ0103_with_those_that_there_are() =>
        Assert.AreEqual("InputPreset 'keras' is not known; use one of tf, torch, caffe, raw for pictures, mlperf-tiny-kws, mlperf-tiny-ad, micro-speech, waveform for sounds.", Assert.ThrowsExactly<MrqException>(() => InputPresets.Parse("keras")).Message);

    private static float[] Encoded(TensorShape shape, byte[] levels, ChannelValues? mean, ChannelValues? scale, InputPreset? preset = null)
    {
        var input = new Tensor { Name = "in", Type = ElementType.Float32, Shape = shape };
        var options = new DatasetOptions { InputMean = mean, InputScale = scale, InputPreset = preset }.Of([input], 0);
        var data = Dataset.Create(new NumpyArray("x", ElementType.UInt8, shape, levels), null, options);
        var encoder = InputEncoder.Create(data.Inputs[0], input, input);
        var bytes = new byte[encoder.ByteCount];
        encoder.Encode(levels, bytes);
        var values = new float[levels.Length];
        Buffer.BlockCopy(bytes, 0, values, 0, bytes.Length);
        return values;
    }
}
