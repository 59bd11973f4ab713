"""The names of the character entities of ISO 8879:1986 and ISO/IEC TR 9573-13:1991, by public set.

The USPTO's DTDs of 2001-04 declare these sets, and MathML's aliases of them. ISOchem's drawings of
benzene rings are not among them.
"""

SETS = {
    "ISOlat1": """
        Aacute aacute Acirc acirc AElig aelig Agrave agrave Aring aring Atilde atilde Auml auml Ccedil
        ccedil Eacute eacute Ecirc ecirc Egrave egrave ETH eth Euml euml Iacute iacute Icirc icirc
        Igrave igrave Iuml iuml Ntilde ntilde Oacute oacute Ocirc ocirc Ograve ograve Oslash oslash
        Otilde otilde Ouml ouml szlig THORN thorn Uacute uacute Ucirc ucirc Ugrave ugrave Uuml uuml
        Yacute yacute yuml
    """,
    "ISOlat2": """
        Abreve abreve Amacr amacr Aogon aogon Cacute cacute Ccaron ccaron Ccirc ccirc Cdot cdot Dcaron
        dcaron Dstrok dstrok Ecaron ecaron Edot edot Emacr emacr ENG eng Eogon eogon gacute Gbreve
        gbreve Gcedil Gcirc gcirc Gdot gdot Hcirc hcirc Hstrok hstrok Idot IJlig ijlig Imacr imacr
        inodot Iogon iogon Itilde itilde Jcirc jcirc Kcedil kcedil kgreen Lacute lacute Lcaron lcaron
        Lcedil lcedil Lmidot lmidot Lstrok lstrok Nacute nacute napos Ncaron ncaron Ncedil ncedil Odblac
        odblac OElig oelig Omacr omacr Racute racute Rcaron rcaron Rcedil rcedil Sacute sacute Scaron
        scaron Scedil scedil Scirc scirc Tcaron tcaron Tcedil tcedil Tstrok tstrok Ubreve ubreve Udblac
        udblac Umacr umacr Uogon uogon Uring uring Utilde utilde Wcirc wcirc Ycirc ycirc Yuml Zacute
        zacute Zcaron zcaron Zdot zdot
    """,
    "ISOnum": """
        amp apos ast brvbar bsol cent colon comma commat copy curren darr deg divide dollar equals excl
        frac12 frac14 frac18 frac34 frac38 frac58 frac78 gt half horbar hyphen iexcl iquest laquo larr
        lcub ldquo lowbar lpar lsqb lsquo lt micro middot nbsp not num ohm ordf ordm para percnt period
        plus plusmn pound quest quot raquo rarr rcub rdquo reg rpar rsqb rsquo sect semi shy sol sung
        sup1 sup2 sup3 times trade uarr verbar yen
    """,
    "ISOpub": """
        blank blk12 blk14 blk34 block bull caret check cir clubs copysr cross Dagger dagger dash diams
        dlcrop drcrop dtri dtrif emsp emsp13 emsp14 ensp female ffilig fflig ffllig filig fjlig flat
        fllig frac13 frac15 frac16 frac23 frac25 frac35 frac45 frac56 hairsp hearts hellip hybull incare
        ldquor lhblk loz lozf lsquor ltri ltrif male malt marker mdash mldr natur ndash nldr numsp phone
        puncsp rdquor rect rsquor rtri rtrif rx sext sharp spades squ squf star starf target telrec
        thinsp uhblk ulcrop urcrop utri utrif vellip
    """,
    "ISOtech": """
        acd aleph And and andand andd andslope andv ang90 angrt angsph angst ap apacir awconint awint
        becaus bernou bne bnequiv bNot bnot bottom cap Cconint cirfnint compfn cong Conint conint ctdot
        cup cwconint cwint cylcty disin Dot DotDot dsol dtdot dwangle elinters epar eparsl equiv
        eqvparsl exist fltns fnof forall fpartint ge hamilt iff iinfin imped infin infintie Int int
        intlarhk isin isindot isinE isins isinsv isinv lagran Lang lang lArr lbbrk le loang lobrk lopar
        lowast minus mnplus nabla ne nedot nhpar ni nis nisd niv Not notin notindot notinE notinva
        notinvb notinvc notni notniva notnivb notnivc nparsl npart npolint nvinfin olcross Or or ord
        order oror orslope orv par parsl part permil perp pertenk phmmat pointint Prime prime profalar
        profline profsurf prop qint qprime quatint radic Rang rang rArr rbbrk roang robrk ropar rppolint
        scpolint sim simdot sime smeparsl square squarf strns sub sube sup supe tdot there4 tint top
        topbot topcir tprime utdot uwangle vangrt veeeq Verbar wedgeq xnis
    """,
    "ISOdia": """
        acute breve caron cedil circ dblac die dot grave macr ogon ring tilde uml
    """,
    "ISObox": """
        boxDL boxDl boxdL boxdl boxDR boxDr boxdR boxdr boxH boxh boxHD boxHd boxhD boxhd boxHU boxHu
        boxhU boxhu boxUL boxUl boxuL boxul boxUR boxUr boxuR boxur boxV boxv boxVH boxVh boxvH boxvh
        boxVL boxVl boxvL boxvl boxVR boxVr boxvR boxvr
    """,
    "ISOcyr1": """
        Acy acy Bcy bcy CHcy chcy Dcy dcy Ecy ecy Fcy fcy Gcy gcy HARDcy hardcy Icy icy IEcy iecy IOcy
        iocy Jcy jcy Kcy kcy KHcy khcy Lcy lcy Mcy mcy Ncy ncy numero Ocy ocy Pcy pcy Rcy rcy Scy scy
        SHCHcy shchcy SHcy shcy SOFTcy softcy Tcy tcy TScy tscy Ucy ucy Vcy vcy YAcy yacy Ycy ycy YUcy
        yucy Zcy zcy ZHcy zhcy
    """,
    "ISOcyr2": """
        DJcy djcy DScy dscy DZcy dzcy GJcy gjcy Iukcy iukcy Jsercy jsercy Jukcy jukcy KJcy kjcy LJcy
        ljcy NJcy njcy TSHcy tshcy Ubrcy ubrcy YIcy yicy
    """,
    "ISOgrk1": """
        Agr agr Bgr bgr Dgr dgr EEgr eegr Egr egr Ggr ggr Igr igr Kgr kgr KHgr khgr Lgr lgr Mgr mgr Ngr
        ngr Ogr ogr OHgr ohgr Pgr pgr PHgr phgr PSgr psgr Rgr rgr sfgr Sgr sgr Tgr tgr THgr thgr Ugr ugr
        Xgr xgr Zgr zgr
    """,
    "ISOgrk2": """
        Aacgr aacgr Eacgr eacgr EEacgr eeacgr Iacgr iacgr idiagr Idigr idigr Oacgr oacgr OHacgr ohacgr
        Uacgr uacgr udiagr Udigr udigr
    """,
    "ISOgrk3": """
        alpha beta chi Delta delta epsi epsis epsiv eta Gamma gamma Gammad gammad iota kappa kappav
        Lambda lambda mu nu Omega omega Phi phi phis phiv Pi pi piv Psi psi rho rhov Sigma sigma sigmav
        tau Theta theta thetas thetav Upsi upsi Xi xi zeta
    """,
    "ISOgrk4": """
        b.alpha b.beta b.chi b.Delta b.delta b.epsi b.epsis b.epsiv b.eta b.Gamma b.gamma b.Gammad
        b.gammad b.iota b.kappa b.kappav b.Lambda b.lambda b.mu b.nu b.Omega b.omega b.Phi b.phi b.phis
        b.phiv b.Pi b.pi b.piv b.Psi b.psi b.rho b.rhov b.Sigma b.sigma b.sigmav b.tau b.Theta b.theta
        b.thetas b.thetav b.Upsi b.upsi b.Xi b.xi b.zeta
    """,
    "ISOamsa": """
        angzarr cirmid cudarrl cudarrr cularr cularrp curarr curarrm Darr dArr darr2 ddarr DDotrahd
        dfisht dHar dharl dharr dlarr drarr duarr duhar dzigrarr erarr hArr harr harrcir harrw hoarr
        imof lAarr Larr larr2 larrbfs larrfs larrhk larrlp larrpl larrsim larrtl lAtail latail lBarr
        lbarr ldca ldrdhar ldrushar ldsh lfisht lHar lhard lharu lharul llarr llhard loarr lrarr lrarr2
        lrhar lrhar2 lrhard lsh lurdshar luruhar Map map midcir mumap nearhk neArr nearr nesear nhArr
        nharr nlArr nlarr nrArr nrarr nrarrc nrarrw nvHarr nvlArr nvrArr nwarhk nwArr nwarr nwnear olarr
        orarr origof rAarr Rarr rarr2 rarrap rarrbfs rarrc rarrfs rarrhk rarrlp rarrpl rarrsim Rarrtl
        rarrtl rarrw rAtail ratail RBarr rBarr rbarr rdca rdldhar rdsh rfisht rHar rhard rharu rharul
        rlarr rlarr2 rlhar rlhar2 roarr rrarr rsh ruluhar searhk seArr searr seswar simrarr slarr srarr
        swarhk swArr swarr swnwar Uarr uArr uarr2 Uarrocir udarr udhar ufisht uHar uharl uharr uuarr
        vArr varr xhArr xharr xlArr xlarr xmap xrArr xrarr zigrarr
    """,
    "ISOamsb": """
        ac acE amalg barvee Barwed barwed bsolb Cap capand capbrcup capcap capcup capdot caps ccaps
        ccups ccupssm coprod Cup cupbrcap cupcap cupcup cupdot cupor cups cuvee cuwed Dagger dagger diam
        divonx eplus hercon intcal iprod loplus lotimes lthree ltimes midast minusb minusd minusdu ncap
        ncup oast ocir odash odiv odot odsold ofcir ogt ohbar olcir olt omid ominus opar operp oplus
        osol Otimes otimes otimesas ovbar plusacir plusb pluscir plusdo plusdu pluse plussim plustwo
        prod race roplus rotimes rthree rtimes sdot sdotb setmn simplus smashp solb sqcap sqcaps sqcup
        sqcups ssetmn sstarf subdot sum supdot timesb timesbar timesd top tridot triminus triplus trisb
        tritime uplus veebar wedbar wreath xcap xcirc xcup xdtri xodot xoplus xotime xsqcup xuplus xutri
        xvee xwedge
    """,
    "ISOamsc": """
        dlcorn drcorn gtlPar langd lbrke lbrksld lbrkslu lceil lfloor lmoust lpargt lparlt ltrPar rangd
        rbrke rbrksld rbrkslu rceil rfloor rmoust rpargt ulcorn urcorn
    """,
    "ISOamsn": """
        gnap gnE gne gnsim gvnE lnap lnE lne lnsim lvnE nap napE napid ncong ncongdot nequiv ngE nge
        nges nGg ngsim nGt ngt nGtv nlE nle nles nLl nlsim nLt nlt nltri nltrie nLtv nmid npar npr
        nprcue npre nrtri nrtrie nsc nsccue nsce nsim nsime nsmid nspar nsqsube nsqsupe nsub nsubE nsube
        nsup nsupE nsupe ntgl ntlg nvap nVDash nVdash nvDash nvdash nvge nvgt nvle nvlt nvltrie nvrtrie
        nvsim parsim prnap prnE prnsim rnmid scnap scnE scnsim simne solbar subnE subne supnE supne
        vnsub vnsup vsubnE vsubne vsupnE vsupne
    """,
    "ISOamso": """
        ang ange angmsd angmsdaa angmsdab angmsdac angmsdad angmsdae angmsdaf angmsdag angmsdah angrtvb
        angrtvbd bbrk bbrktbrk bemptyv beth boxbox bprime bsemi cemptyv cirE cirscir comp daleth demptyv
        ell empty emptyv gimel iiota image imath inodot jmath jnodot laemptyv lltri lrtri mho nang
        nexist oS planck plankv raemptyv range real sbsol tbrk trpezium ultri urtri vprime vzigzag
        weierp
    """,
    "ISOamsr": """
        apE ape apid asymp Barv bcong bepsi bowtie bsim bsime bsolhsub bump bumpE bumpe cire Colon
        Colone colone congdot csub csube csup csupe cuepr cuesc cupre Dashv dashv easter ecir ecolon
        eDDot eDot efDot eg egs egsdot el els elsdot equest equivDD erDot esdot Esim esim fork forkv
        frown gap gE gEl gel ges gescc gesdot gesdoto gesdotol gesl gesles Gg gl gla glE glj gsdot gsim
        gsime gsiml Gt gtcc gtcir gtdot gtquest gtrarr homtht lap lat late lates ldot lE lEg leg les
        lescc lesdot lesdoto lesdotor lesg lesges lg lgE Ll lsim lsime lsimg Lt ltcc ltcir ltdot ltlarr
        ltquest ltrie mcomma mDDot mid mlcp models mstpos Pr pr prap prcue prE pre prsim prurel ratio
        rtrie rtriltri samalg Sc sc scap sccue scE sce scsim sdote sfrown simg simgE siml simlE smid
        smile smt smte smtes spar sqsub sqsube sqsup sqsupe ssmile Sub subE subedot submult subplus
        subrarr subsim subsub subsup Sup supdsub supE supedot suphsol suphsub suplarr supmult supplus
        supsim supsub supsup thkap thksim topfork trie twixt Vbar vBar vBarv VDash Vdash vDash vdash
        Vdashl veebar vltri vprop vrtri Vvdash
    """,
    "ISOmfrk": """
        Afr afr Bfr bfr Cfr cfr Dfr dfr Efr efr Ffr ffr Gfr gfr Hfr hfr Ifr ifr Jfr jfr Kfr kfr Lfr lfr
        Mfr mfr Nfr nfr Ofr ofr Pfr pfr Qfr qfr Rfr rfr Sfr sfr Tfr tfr Ufr ufr Vfr vfr Wfr wfr Xfr xfr
        Yfr yfr Zfr zfr
    """,
    "ISOmopf": """
        Aopf Bopf Copf Dopf Eopf Fopf Gopf Hopf Iopf Jopf Kopf Lopf Mopf Nopf Oopf Popf Qopf Ropf Sopf
        Topf Uopf Vopf Wopf Xopf Yopf Zopf
    """,
    "ISOmscr": """
        Ascr ascr Bscr bscr Cscr cscr Dscr dscr Escr escr Fscr fscr Gscr gscr Hscr hscr Iscr iscr Jscr
        jscr Kscr kscr Lscr lscr Mscr mscr Nscr nscr Oscr oscr Pscr pscr Qscr qscr Rscr rscr Sscr sscr
        Tscr tscr Uscr uscr Vscr vscr Wscr wscr Xscr xscr Yscr yscr Zscr zscr
    """,
}
