using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Schemes;
using Mrq.Testing;

namespace Mrq.Core.Tests;

/// <summary>Schemes of a user's own.</summary>
[TestClass]
public sealed class SchemeDefinitionTests
{
    [TestMethod]
    public void Fields_change_the_scheme_that_it_is_based_on()
    {
        var scheme = Create(("BasedOn", "int8-symmetric"), ("weightRange", "-127 .. 127"), ("Rounding", "halftoeven"), ("Requantization", "Float32"), ("AccumulatorBits", "24"), ("AccumulatorOverflow", "Saturate"));

        Assert.AreEqual("acme", scheme.Name);
        Assert.AreEqual(new Accumulator(24, AccumulatorOverflow.Saturate), scheme.Arithmetic.Accumulator);
        Assert.AreEqual(new Requantization(RequantizationMethod.Float32, Rounding.HalfToEven), scheme.Arithmetic.Requantization);
        Assert.AreEqual("acme", scheme.Arithmetic.Name);
        Assert.AreEqual(SchemeCatalogue.Named("int8-symmetric").Weights, scheme.Weights);
    }

    [TestMethod]
    public void Without_a_basis_the_types_bring_their_ranges()
    {
        var scheme = Create(("WeightType", "int8"), ("ActivationType", "int16"));

        Assert.AreEqual(new TensorRule(ElementType.Int8, -127, 127, ZeroPointRule.Zero, Granularity.PerTensor), scheme.Weights);
        Assert.AreEqual((short.MinValue, short.MaxValue), ((short)scheme.Activations.Minimum, (short)scheme.Activations.Maximum));
        Assert.AreEqual(Arithmetic.Gemmlowp, scheme.Arithmetic, "a target of one's own has no runtime's faults");
    }

    [TestMethod]
    public void Only_the_schemes_of_a_runtime_have_its_faults()
    {
        foreach (var scheme in SchemeCatalogue.All)
        {
            Assert.AreEqual(scheme.Name.StartsWith("tflite", StringComparison.Ordinal) ? RuntimeQuirks.TFLite : RuntimeQuirks.None, scheme.Arithmetic.Quirks, scheme.Name);
        }

        Assert.AreEqual(RuntimeQuirks.None, Create(("BasedOn", "tflite-int8"), ("Quirks", "None")).Arithmetic.Quirks);
    }

    [TestMethod]
    public void A_file_has_overrides_as_an_array()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, """{ "name": "acme", "basedOn": "int8-symmetric", "overrides": [ { "operator": "FULLY_CONNECTED", "weightRange": "-7..7" } ] }""");
            var scheme = SchemeFile.Read(path);
            Assert.AreEqual("FULLY_CONNECTED", scheme.Overrides.All.Single().Name);

            File.WriteAllBytes(path, SchemeFile.Write(scheme));
            Assert.Contains("\"overrides\": [{\"operator\":\"FULLY_CONNECTED\",\"weightRange\":\"-7..7\"}]", File.ReadAllText(path));
            Assert.AreEqual(scheme, SchemeFile.Read(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [TestMethod]
    public void A_file_gives_back_every_scheme_that_was_written_to_it()
    {
        var path = Path.GetTempFileName();
        try
        {
            foreach (var original in SchemeCatalogue.All.Select(scheme => Create(("BasedOn", scheme.Name), ("AccumulatorBits", "48"), ("Description", "mine \"ü\""))))
            {
                File.WriteAllBytes(path, SchemeFile.Write(original));
                Assert.AreEqual(original, SchemeFile.Read(path));
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [TestMethod]
    [DataRow("there is no field 'Bits'; write BiasBits, MultiplierBits or AccumulatorBits if that is meant", "BasedOn=int8-symmetric", "Bits=8")]
    [DataRow("there is no field 'Colour'; use a field that docs/schemes.md lists", "BasedOn=int8-symmetric", "Colour=red")]
    [DataRow("WeightType 'int9' is not one of", "BasedOn=int8-symmetric", "WeightType=int9")]
    [DataRow("WeightType 'float32' is not one of", "BasedOn=int8-symmetric", "WeightType=float32")]
    [DataRow("WeightType '9' is not one of", "BasedOn=int8-symmetric", "WeightType=9")]
    [DataRow("WeightRange '127' is not two integers", "BasedOn=int8-symmetric", "WeightRange=127")]
    [DataRow("is not within WeightType int8", "BasedOn=int8-symmetric", "WeightRange=-200..127")]
    [DataRow("leaves no values around", "BasedOn=int8-symmetric", "WeightRange=5..100")]
    [DataRow("leaves no values around", "BasedOn=tflite-int8", "ActivationRange=100..-100")]
    [DataRow("only weights can have a scale per channel", "BasedOn=int8-symmetric", "ActivationGranularity=PerChannel")]
    [DataRow("Rounding 'Up' is not one of", "BasedOn=int8-symmetric", "Rounding=Up")]
    [DataRow("AccumulatorBits '65' is not a number from 2 to 64", "BasedOn=int8-symmetric", "AccumulatorBits=65")]
    [DataRow("AccumulatorBits 12 cannot hold one product of the ranges, which takes 15", "BasedOn=int8-symmetric", "AccumulatorBits=12")]
    [DataRow("BiasBits '3' is not a number from 4 to 32", "BasedOn=int8-symmetric", "BiasBits=3")]
    [DataRow("BiasBits 8 on the accumulator's grid would leave weights nothing; use 12 or more, or set BiasScale", "BasedOn=int8-symmetric", "BiasBits=8")]
    [DataRow("BiasScale OwnPowerOfTwo is aligned by a shift; set WeightScaleForm and ActivationScaleForm to PowerOfTwo, or use Own", "BasedOn=int8-symmetric", "BiasScale=OwnPowerOfTwo")]
    [DataRow("BiasScale Own is one scale for the tensor, and under WeightGranularity PerChannel", "BasedOn=int8-symmetric-per-channel", "BiasScale=Own")]
    [DataRow("BiasScale Own is about 32-bit biases", "BasedOn=tflite-int16x8", "BiasScale=Own")]
    [DataRow("RequantizationShift '5' is not Any, or two integers", "BasedOn=int8-symmetric-pow2", "RequantizationShift=5")]
    [DataRow("RequantizationShift '5..3' is not Any, or two integers", "BasedOn=int8-symmetric-pow2", "RequantizationShift=5..3")]
    [DataRow("AddWriteShift '-63..3' is not Any, or two integers", "BasedOn=int8-symmetric-pow2", "AddWriteShift=-63..3")]
    [DataRow("limits of shifts are for engines that shift alone (RequantizationShift for Multiplier, too), and Requantization is Q31DoubleRounding; use Shift, or take RequantizationShift, AddReadShift away", "BasedOn=int8-symmetric", "RequantizationShift=0..16", "AddReadShift=0..15")]
    [DataRow("BiasShift is about biases with powers of two of their own, and BiasScale is Product", "BasedOn=int8-symmetric-pow2", "BiasShift=0..16")]
    [DataRow("BiasShift Vitis depends on the shift of the layer; say RequantizationShift, too", "BasedOn=int8-symmetric-pow2", "BiasScale=OwnPowerOfTwo", "BiasShift=Vitis")]
    [DataRow("BiasShift -8..-1 leaves right shifts alone", "BasedOn=int8-symmetric-pow2", "BiasScale=OwnPowerOfTwo", "BiasShift=-8..-1")]
    [DataRow("MultiplierBits '32' is not a number from 8 to 31", "BasedOn=int8-symmetric", "MultiplierBits=32")]
    [DataRow("MultiplierBits and MultiplierSigned are about Requantization Multiplier, and it is Q31DoubleRounding; use Multiplier", "BasedOn=int8-symmetric", "MultiplierBits=16")]
    [DataRow("MultiplierDerivation Floored has no multiplier to be derived: Requantization is Shift", "BasedOn=int8-symmetric-pow2", "MultiplierDerivation=Floored")]
    [DataRow("AddReadShift 1..15 leaves no inputs of one scale", "BasedOn=int8-symmetric-pow2", "AddReadShift=1..15")]
    [DataRow("BiasBits 24 do not fit AccumulatorBits 20", "BasedOn=int8-symmetric", "BiasBits=24", "AccumulatorBits=20")]
    [DataRow("BiasBits 20 is about 32-bit biases", "BasedOn=tflite-int16x8", "BiasBits=20")]
    [DataRow("FixedOutputs 'SOFTMAX' is not TFLite, None, or ranges", "BasedOn=int8-symmetric", "FixedOutputs=SOFTMAX")]
    [DataRow("FixedOutputs None beside Quirks tflite: these kernels refuse other outputs", "BasedOn=tflite-int8", "FixedOutputs=None")]
    [DataRow("ActivationStorage UInt8 is about int8 activations, and ActivationType is uint8", "BasedOn=tflite-uint8", "ActivationStorage=UInt8")]
    [DataRow("ActivationStorage UInt8 is about int8 activations, and ActivationType is int16", "BasedOn=tflite-int16x8", "ActivationStorage=UInt8")]
    [DataRow("BiasScale Real is added to real sums of 8-bit activations, and Requantization is Q31DoubleRounding; use Float32, or Product.", "BasedOn=tflite-int8", "Arithmetic=gemmlowp", "BiasScale=Real")]
    [DataRow("BiasScale Real is added to real sums of 8-bit activations, and ActivationType is int16; use Product.", "BasedOn=tflite-int16x8", "Arithmetic=float32", "BiasScale=Real")]
    [DataRow("BiasBits 20 is about integers, and BiasScale Real has none; take BiasBits away.", "BasedOn=tflite-int8", "Arithmetic=float32", "BiasScale=Real", "BiasBits=20")]
    [DataRow("SmallestActivationScale '2^x' is not 0, a power such as 2^-12, or a number", "BasedOn=tflite-int8", "SmallestActivationScale=2^x")]
    [DataRow("SmallestActivationScale 0.3 is no power of two, and ActivationScaleForm is PowerOfTwo", "BasedOn=int8-symmetric-pow2", "SmallestActivationScale=0.3")]
    [DataRow("Sums OwnShifts is about activations of 8 bits, and ActivationType is int16; take Sums away.", "BasedOn=tflite-int16x8", "Sums=OwnShifts")]
    [DataRow("ActivationStorage UInt16 is about int16 activations, and ActivationType is int8", "BasedOn=tflite-int8", "ActivationStorage=UInt16")]
    [DataRow("TiedScales 'ADD' is not TFLite, None, or a list", "BasedOn=int8-symmetric", "TiedScales=ADD")]
    [DataRow("TiedScales None beside Quirks tflite: these kernels refuse a CONCATENATION of several scales", "BasedOn=tflite-int8", "TiedScales=None")]
    [DataRow("is not a JSON array of objects that name an operator or a tensor", "BasedOn=int8-symmetric", "Overrides=[{}]")]
    [DataRow("the override of operator 'ADD': WeightRange '7' is not two integers", "BasedOn=int8-symmetric", "Overrides=[{\"operator\":\"ADD\",\"weightRange\":7}]")]
    [DataRow("use int8 beside int8 or int16, uint8 beside uint8, or int16 beside int16. It is the override of tensor 'a*' that says so.", "BasedOn=int8-symmetric", "Overrides=[{\"tensor\":\"a*\",\"weightType\":\"int4\"}]")]
    [DataRow("QuantizedOperators 'RESHAPE' is not All, None, or a list such as CONV_2D;FULLY_CONNECTED", "BasedOn=int8-symmetric", "QuantizedOperators=RESHAPE")]
    [DataRow("the override of operator 'ADD': Float 'perhaps' is not true or false", "BasedOn=int8-symmetric", "Overrides=[{\"operator\":\"ADD\",\"float\":\"perhaps\"}]")]
    [DataRow("takes 32 bits", "BasedOn=int8-symmetric", "WideRequantization=EightBitMultiplier")]
    [DataRow("set WeightScaleForm and ActivationScaleForm to PowerOfTwo", "BasedOn=int8-symmetric", "Requantization=Shift")]
    [DataRow("set WeightScaleForm and ActivationScaleForm to PowerOfTwo", "BasedOn=int8-symmetric-pow2", "WeightScaleForm=Free")]
    [DataRow("set WeightScaleForm and ActivationScaleForm to PowerOfTwo", "BasedOn=tflite-int16x8", "WideRequantization=Shift")]
    [DataRow("WeightType int4 beside ActivationType int8", "BasedOn=int8-symmetric", "WeightType=int4")]
    [DataRow("WeightType int2 beside ActivationType int16", "BasedOn=tflite-int16x8", "WeightType=int2")]
    [DataRow("WeightType int16 beside ActivationType int8", "BasedOn=tflite-int8", "WeightType=int16")]
    [DataRow("WeightType int8 beside ActivationType int4", "BasedOn=int8-symmetric", "ActivationType=int4")]
    [DataRow("WeightType int8 beside ActivationType uint8", "BasedOn=int8-symmetric", "ActivationType=uint8")]
    [DataRow("kernels for int8 weights have no zero point", "BasedOn=tflite-int8", "WeightZeroPoint=Free")]
    [DataRow("kernels for int8 weights have no zero point", "BasedOn=int8-symmetric", "WeightZeroPoint=ZeroOrMinimum")]
    [DataRow("kernels for int16 activations have no zero point", "BasedOn=tflite-int16x8", "ActivationZeroPoint=Free")]
    [DataRow("leaves uint8 without negative values", "BasedOn=tflite-uint8", "ActivationZeroPoint=Zero")]
    [DataRow("leaves uint8 without negative values", "BasedOn=tflite-uint8", "WeightZeroPoint=ZeroOrMinimum")]
    [DataRow("Arithmetic 'acme-2' is not one of", "BasedOn=int8-symmetric", "Arithmetic=acme-2")]
    [DataRow("Quirks 'mine' is not one of", "BasedOn=int8-symmetric", "Quirks=mine")]
    [DataRow("needs BasedOn, or WeightType and ActivationType", "WeightType=int8")]
    [DataRow("there is no scheme 'int9'; write tflite-int8 or int8-symmetric if that is meant", "BasedOn=int9")]
    public void A_wrong_or_contradictory_field_is_named(string message, params string[] fields)
    {
        var error = Assert.ThrowsExactly<MrqException>(() => Create([.. fields.Select(field => (field.Split('=')[0], field.Split('=')[1]))]));

        Assert.Contains(message, error.Message);
        Assert.IsTrue(error.Code == MrqCodes.BadScheme || error.Code == MrqCodes.UnknownScheme);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("../up")]
    [DataRow("a b")]
    [DataRow("Int8-Symmetric")]
    public void A_name_that_cannot_be_one_is_refused(string name) =>
        Assert.AreEqual(MrqCodes.BadScheme, Assert.ThrowsExactly<MrqException>(() => SchemeDefinition.Create(name, [KeyValuePair.Create("BasedOn", "int8-symmetric")], SchemeCatalogue.Named)).Code);

    [TestMethod]
    [DataRow("MRQ0106", "[1]")]
    [DataRow("MRQ0106", "{ \"weightRange\": [1, 2] }")]
    [DataRow("MRQ0106", "{ \"basedOn\": ")]
    [DataRow("MRQ0106", "")]
    [DataRow("MRQ0106", "{ \"basedOn\": \"\\ud800\" }")]
    [DataRow("MRQ0106", "{ \"\\ud800\": \"int8-symmetric\" }")]
    [DataRow("MRQ0106", "{ \"basedOn\": \"int8-symmetric\", \"basedon\": \"tflite-int8\" }")]
    public void A_file_that_is_no_definition_is_one_coded_error_at_the_file(string code, string json)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, json);
            var error = Assert.ThrowsExactly<MrqException>(() => SchemeFile.Read(path));
            Assert.AreEqual(code, error.Code.Id);
            Assert.AreEqual(path, error.Place.File);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [TestMethod]
    public void Build_scheme_with_bom()
    {
        var scheme = SchemeFile.Read(TestData.PathOf("reports", "build-scheme-with-bom", "acme.json"));

        Assert.AreEqual("acme", scheme.Name);
    }

    [TestMethod]
    [DataRow("\uFEFF", "\r\n")]
    [DataRow("", "\r\n")]
    [DataRow("\uFEFF", "\n")]
    public void A_definition_may_begin_with_a_byte_order_mark_and_end_its_lines_as_any_editor_does(string start, string end)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, $"{start}{{{end}  // a comment{end}  \"name\": \"acme\",{end}  \"basedOn\": \"int8-symmetric\",{end}  \"weightRange\": \"-63..63\",{end}}}{end}");

            Assert.AreEqual(63, SchemeFile.Read(path).Weights.Maximum);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [TestMethod]
    public void A_file_that_is_longer_than_any_definition_is_not_read()
    {
        var path = Path.GetTempFileName();
        try
        {
            using (var file = File.OpenWrite(path))
            {
                file.SetLength(3L << 30);
            }

            Assert.AreEqual((MrqCodes.BadScheme, path), (Assert.ThrowsExactly<MrqException>(() => SchemeFile.Read(path)).Code, path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static QuantizationScheme Create(params (string Name, string Value)[] fields) =>
        SchemeDefinition.Create("acme", fields.Select(field => KeyValuePair.Create(field.Name, field.Value)), SchemeCatalogue.Named);
}
