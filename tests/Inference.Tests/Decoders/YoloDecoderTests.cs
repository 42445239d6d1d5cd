using Fresnel.Inference.Decoders;

namespace Fresnel.Inference.Tests.Decoders;

public sealed class YoloDecoderTests
{
    [Fact]
    public void DecodeV5_RowsOfAnchors_ScoreIsObjectnessTimesBestClass()
    {
        float[] output =
        [
            100, 50, 20, 10, 0.8f, 0.1f, 0.9f, 0.2f,
            10, 20, 4, 6, 0.2f, 1, 0, 0,
            30, 40, 8, 8, 0.9f, 0.3f, 0.2f, 0.25f,
        ];
        var candidates = new List<Candidate>();
        YoloDecoder.DecodeV5(output, classes: 3, threshold: 0.5f, candidates);
        Assert.Equal([new Candidate(90, 45, 110, 55, 0.8f * 0.9f, 1)], candidates);
    }

    [Fact]
    public void DecodeV8_ColumnsOfAnchors_TakesTheBestClassOfEach()
    {
        const int Anchors = 37;
        var random = new Random(3);
        var output = new float[(4 + 5) * Anchors];
        for (var index = 0; index < output.Length; index++) output[index] = random.NextSingle();
        var candidates = new List<Candidate>();
        YoloDecoder.DecodeV8(output, classes: 5, threshold: 0.8f, new float[Anchors], candidates);
        var expected = new List<Candidate>();
        for (var anchor = 0; anchor < Anchors; anchor++)
        {
            float At(int channel) => output[(channel * Anchors) + anchor];
            var label = Enumerable.Range(0, 5).MaxBy(index => At(4 + index));
            if (At(4 + label) >= 0.8f) expected.Add(Candidate.FromCentre(At(0), At(1), At(2), At(3), At(4 + label), label));
        }

        Assert.NotEmpty(expected);
        Assert.Equal(expected, candidates);
    }

    [Fact]
    public void DecodeV10_RowsOfBoxes_TakesCornersAsTheyAre()
    {
        float[] output = [1, 2, 30, 40, 0.9f, 1, 5, 6, 7, 8, 0.1f, 0];
        var candidates = new List<Candidate>();
        YoloDecoder.DecodeV10(output, classes: 2, threshold: 0.25f, candidates);
        Assert.Equal([new Candidate(1, 2, 30, 40, 0.9f, 1)], candidates);
    }

    [Fact]
    public void DecodeV10_ClassThatIsNotThere_Fails()
    {
        var fault = Assert.Throws<InferenceException>(() => YoloDecoder.DecodeV10([1, 2, 3, 4, 0.9f, 7], classes: 2, threshold: 0.25f, []));
        Assert.Equal("A box is of class 7; allowed: 0 to 1.", fault.Message);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void AllFinite_OneBadValueAnywhere_IsFound(float bad)
    {
        var values = new float[67];
        Array.Fill(values, float.MaxValue);
        Assert.True(FiniteCheck.AllFinite(values));
        for (var index = 0; index < values.Length; index++)
        {
            values[index] = bad;
            Assert.False(FiniteCheck.AllFinite(values));
            values[index] = -1;
        }
    }
}
