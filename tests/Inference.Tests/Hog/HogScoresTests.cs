using Fresnel.Inference.Hog;
using Fresnel.Inference.Sessions;

namespace Fresnel.Inference.Tests.Hog;

public sealed class HogScoresTests
{
    [Fact]
    public void Scores_OfEveryWindow_AreWithinTwoThousandthsOfOpenCvs()
    {
        using var session = ModelSession.Open(PeopleHog.Manifest, new ModelSessionOptions { Threads = 1 });
        foreach (var fact in GoldenFacts.Read<GoldenFacts.Scored>("scores.json"))
        {
            var scores = Run(session, [fact]);
            Assert.Equal(fact.Scores.Length, scores.Length);
            for (var index = 0; index < scores.Length; index++) Assert.Equal(fact.Scores[index], scores[index], 0.002);
        }
    }

    [Fact]
    public void Scores_OfSeveralPicturesInOneRun_AreThoseOfEachAlone()
    {
        using var session = ModelSession.Open(PeopleHog.Manifest, new ModelSessionOptions { Threads = 1 });
        var fact = GoldenFacts.Read<GoldenFacts.Scored>("scores.json")[^1];
        var alone = Run(session, [fact]);
        var together = Run(session, [fact, fact, fact]);
        Assert.Equal(3 * alone.Length, together.Length);
        for (var index = 0; index < together.Length; index++) Assert.Equal(alone[index % alone.Length], together[index], 1e-5f);
    }

    private static float[] Run(ModelSession session, GoldenFacts.Scored[] facts)
    {
        var level = new HogLevel(1, facts[0].Width, facts[0].Height);
        var picture = new RgbPicture();
        picture.Resize(level.Width, level.Height);
        picture.Convert(TestPicture.Frame(level.Width, level.Height), 0, level.Height);
        var binding = session.Bind(facts.Length, 3, level.TensorHeight, level.TensorWidth);
        for (var index = 0; index < facts.Length; index++)
        {
            new LevelWriter(level, level.Width, level.Height).Write(picture, binding.Input<byte>().Slice(index * level.TensorBytes, level.TensorBytes));
        }

        session.Run(binding);
        return binding.Output<float>(0).ToArray();
    }
}
