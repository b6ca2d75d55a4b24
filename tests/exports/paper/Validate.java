import java.io.FileInputStream;
import java.io.InputStream;
import java.util.TreeSet;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Validates PDF files by veraPDF: `Validate FLAVOUR FILE...` prints a line a file, its name and the clauses it breaks. */
public class Validate {
    public static void main(String[] words) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        PDFAFlavour flavour = PDFAFlavour.byFlavourId(words[0]);
        for (int n = 1; n < words.length; n++) {
            try (InputStream file = new FileInputStream(words[n]);
                    PDFAParser parser = Foundries.defaultInstance().createParser(file, flavour)) {
                ValidationResult result = Foundries.defaultInstance().createValidator(flavour, false).validate(parser);
                TreeSet<String> broken = new TreeSet<>();
                for (TestAssertion each : result.getTestAssertions()) {
                    if (each.getStatus() == TestAssertion.Status.FAILED) {
                        broken.add(each.getRuleId().getClause() + "-" + each.getRuleId().getTestNumber());
                    }
                }
                System.out.println(words[n] + "\t" + (result.isCompliant() ? "" : String.join(" ", broken) + "!"));
            }
        }
    }
}
